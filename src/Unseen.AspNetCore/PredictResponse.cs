using System.Text.Json.Serialization;

namespace Unseen.AspNetCore;

/// <summary>The answer to a prediction request.</summary>
/// <param name="Model">name of the model</param>
/// <param name="Results">one for each sample, in their order</param>
internal sealed record PredictResponse(string Model, IReadOnlyList<PredictResponse.SampleResult> Results)
{
    /// <summary>The result of one sample.</summary>
    /// <param name="Predictions">classes, best first</param>
    internal sealed record SampleResult(IReadOnlyList<RankedClass> Predictions)
    {
        /// <summary>Share of known photographs that fit no better, from 0 to 1, if the model can tell.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public float? Fit { get; init; }

        /// <summary>Whether it is one of the classes, if refusals are asked for: if not, the predictions are the
        /// nearest classes.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public bool? Known { get; init; }

        /// <summary>The photographs of training most like it, if asked for.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<NearPhotograph>? Nearest { get; init; }

        /// <summary>Its features, if asked for.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public float[]? Features { get; init; }
    }

    /// <summary>A class with the numbers of its rank.</summary>
    /// <param name="Class">its name</param>
    /// <param name="Unseen">whether training had no image of it</param>
    /// <param name="Score">its logit</param>
    /// <param name="Probability">softmax over all classes, calibrated if the model is, from 0 to 1</param>
    internal sealed record RankedClass(string Class, bool Unseen, float Score, float Probability);

    /// <summary>A photograph of training.</summary>
    /// <param name="Class">its class</param>
    /// <param name="Similarity">cosine of the features</param>
    /// <param name="Thumbnail">address of a small JPEG</param>
    internal sealed record NearPhotograph(string Class, float Similarity, string Thumbnail);
}
