namespace Unseen.Web.Prediction;

/// <summary>One thing to recognise: an encoded image or its features.</summary>
/// <param name="Name">its place in the request, such as "file 1"</param>
/// <param name="Image">the encoded image, or null</param>
/// <param name="Features">its features, or null</param>
internal sealed record Sample(string Name, byte[]? Image, float[]? Features);
