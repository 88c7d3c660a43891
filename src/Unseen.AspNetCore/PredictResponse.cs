using System.Text.Json.Serialization;

namespace Unseen.AspNetCore;

/// <summary>The response to a prediction request.</summary>
/// <param name="Model">name of the model</param>
/// <param name="Results">one result for each sample, in the order of the samples</param>
internal sealed record PredictResponse(string Model, IReadOnlyList<PredictResponse.SampleResult> Results)
{
    /// <summary>The result of one sample.</summary>
    /// <param name="Predictions">classes, best first</param>
    internal sealed record SampleResult(IReadOnlyList<RankedClass> Predictions)
    {
        /// <summary>Fraction of the validation photographs that fit the model's classes no better than the sample, from
        /// 0 to 1; absent if the model cannot compute it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public float? Fit { get; init; }

        /// <summary>Whether the sample shows one of the classes; absent if the request does not ask for it. If false,
        /// the predictions are the nearest classes.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public bool? Known { get; init; }

        /// <summary>The most similar training photographs; absent if not requested, or if the model has no
        /// thumbnails.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<NearPhotograph>? Nearest { get; init; }

        /// <summary>The features; absent if not requested.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public float[]? Features { get; init; }
    }

    /// <summary>A class with its score and probability.</summary>
    /// <param name="Class">its name</param>
    /// <param name="Unseen">whether training had no image of it</param>
    /// <param name="Score">its logit</param>
    /// <param name="Probability">softmax over all classes, calibrated if the model is, from 0 to 1</param>
    internal sealed record RankedClass(string Class, bool Unseen, float Score, float Probability);

    /// <summary>A training photograph.</summary>
    /// <param name="Class">its class</param>
    /// <param name="Similarity">cosine similarity of the features, from -1 to 1</param>
    /// <param name="Thumbnail">address of a small JPEG</param>
    internal sealed record NearPhotograph(string Class, float Similarity, string Thumbnail);
}
