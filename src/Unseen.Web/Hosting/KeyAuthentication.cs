using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Unseen.Web.Hosting;

/// <summary>Recognises the key of a request, in the header X-Api-Key or as a bearer token.</summary>
internal sealed class KeyAuthentication(
    KeyRing keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Key";
    public const string Header = "X-Api-Key";

    /// <summary>The policy of endpoints that only read.</summary>
    public const string MayPredict = "predict";

    /// <summary>The policy of endpoints that change models, photographs for review or descriptions.</summary>
    public const string MayChange = "change";

    private const string Bearer = "Bearer ";
    private const string Permission = "permission";

    /// <summary>Adds the policies.</summary>
    /// <param name="authorization">receives the policies</param>
    /// <param name="requireKey">whether endpoints that only read need a key, too</param>
    public static void AddPolicies(AuthorizationOptions authorization, bool requireKey)
    {
        authorization.AddPolicy(MayPredict, policy => policy.RequireAssertion(context =>
            !requireKey || context.User.Identity?.IsAuthenticated == true));
        authorization.AddPolicy(MayChange, policy => policy.RequireClaim(Permission, nameof(KeyUse.Change)));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        PresentedKey() is not { } presented ? AuthenticateResult.NoResult()
        : keys.Find(presented) is { } key ? AuthenticateResult.Success(GetTicket(key))
        : AuthenticateResult.Fail("this service does not accept the key"));

    /// <summary>Answers a request without a valid key.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!keys.IsInUse)
        {
            await AnswerAsync(StatusCodes.Status403Forbidden,
                "Nothing can be changed: the service was started without --api-key-file.");
            return;
        }

        var isWrong = PresentedKey() is not null;
        Response.Headers.WWWAuthenticate = $"Bearer realm=\"unseen\"{(isWrong ? ", error=\"invalid_token\"" : "")}";
        await AnswerAsync(StatusCodes.Status401Unauthorized, isWrong
            ? "This service does not accept the key."
            : $"This needs a key, in the header {Header} or as Authorization: Bearer.");
    }

    /// <summary>Answers a request whose key does not allow it.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AnswerAsync(
        StatusCodes.Status403Forbidden, "This key allows predictions, but no changes.");

    private string? PresentedKey()
    {
        if (Request.Headers.TryGetValue(Header, out var key))
            return key.ToString();
        var authorization = Request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..]
            : null;
    }

    private AuthenticationTicket GetTicket(ServiceKey key) => new(
        new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, key.Name), new Claim(Permission, key.Use.ToString())], Scheme.Name)),
        Scheme.Name);

    private Task AnswerAsync(int status, string detail) =>
        Results.Problem(statusCode: status, detail: detail).ExecuteAsync(Context);
}
