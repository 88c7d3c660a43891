using System.Text.Json;

namespace Unseen.Web;

/// <summary>A prediction request in JSON.</summary>
/// <param name="Images">encoded images in base64, or null</param>
/// <param name="Features">one list of D numbers, or a list of such lists; or null</param>
/// <param name="Model">name of the model; null for the default</param>
/// <param name="Top">classes to name, from 1 to 1000; null for 5</param>
/// <param name="Nearest">photographs of training to name, from 0 to 24; null for 0</param>
/// <param name="ReturnFeatures">whether the features are wanted back</param>
/// <param name="With">a class to add for this request only, or null</param>
internal sealed record PredictRequest(
    string[]? Images, JsonElement? Features, string? Model, int? Top, int? Nearest, bool? ReturnFeatures,
        NewClass? With);
