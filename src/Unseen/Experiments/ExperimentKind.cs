using System.Text.Json.Serialization;

namespace Unseen.Experiments;

/// <summary>Specifies what an experiment compares.</summary>
public enum ExperimentKind
{
    /// <summary>U, S, H, T1 of every method as published, with ZLA and a linear head, and with ZLAP.</summary>
    Main,

    /// <summary>S against U as the number of pseudo-features grows, with a plain softmax, for three generators: a
    /// replicated class centre, a CVAE and a WGAN.</summary>
    Resampling,

    /// <summary>Every generator with and without ZLA and with and without the prototype learner, all else being
    /// equal.</summary>
    [JsonStringEnumMemberName("plug-in")]
    PlugIn,

    /// <summary>The prototype learner without and with pseudo-features, without and with ZLA, and without and with a
    /// ReLU at its output.</summary>
    Relu,

    /// <summary>The linear head and the prototype learner over the number of pseudo-features, with and without
    /// ZLA.</summary>
    Heads,

    /// <summary>U, S, H over the number of pseudo-features, with and without ZLA.</summary>
    [JsonStringEnumMemberName("pseudo-count")]
    PseudoCount,

    /// <summary>U, S, H over σ, and for the σ chosen on validation.</summary>
    Prior,

    /// <summary>H against the training time and the number of pseudo-features.</summary>
    Cost,

    /// <summary>t-SNE embeddings, class similarities and confusion matrices.</summary>
    Pictures,

    /// <summary>The same runs in the fair and in the paper protocol.</summary>
    Protocols,

    /// <summary>On the vectors of an encoder such as CLIP: the encoder's own score without training, an ensemble that
    /// is trained on the vectors, and both together.</summary>
    Encoder,
}
