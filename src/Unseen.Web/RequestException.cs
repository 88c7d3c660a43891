namespace Unseen.Web;

/// <summary>A request that is refused, with the reason to tell.</summary>
internal sealed class RequestException(int status, string detail) : Exception(detail)
{
    /// <summary>The HTTP status, from 400 to 499.</summary>
    public int Status { get; } = status;
}
