using System.Text.Json.Serialization;

namespace Unseen.Experiments;

/// <summary>What an experiment shows.</summary>
public enum ExperimentKind
{
    /// <summary>U, S, H, T1 of every method as published, with ZLA and a linear head, and with ZLAP.</summary>
    Main,

    /// <summary>Many pseudo-features of a replicated centre, a CVAE and a WGAN, plain softmax: S against U.</summary>
    Resampling,

    /// <summary>Every generator with and without ZLA and the prototype learner, nothing else changed.</summary>
    [JsonStringEnumMemberName("plug-in")]
    PlugIn,

    /// <summary>The prototype learner, pure and with pseudo-features, with and without a ReLU at its output.</summary>
    Relu,

    /// <summary>The linear head against the prototype learner over the number of pseudo-features, with and without
    /// ZLA.</summary>
    Heads,

    /// <summary>U, S, H over the number of pseudo-features, with and without ZLA.</summary>
    [JsonStringEnumMemberName("pseudo-count")]
    PseudoCount,

    /// <summary>U, S, H over σ, and where validation puts it.</summary>
    Prior,

    /// <summary>H against seconds of training and pseudo-features made.</summary>
    Cost,

    /// <summary>t-SNE, class similarity and confusion.</summary>
    Pictures,

    /// <summary>The same runs by the paper and by the fair protocol.</summary>
    Protocols,
}
