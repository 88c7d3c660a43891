using Unseen.Experiments;

namespace Unseen.Runs.Reproduction;

/// <summary>The question or topic of each experiment, for its report.</summary>
internal static class ExperimentTexts
{
    public static string Question(ExperimentKind kind) => kind switch
    {
        ExperimentKind.Main =>
            "Every method as published, with Zero-shot Logit Adjustment and a linear head, and with the prototype "
            + "learner (ZLAP).",
        ExperimentKind.Resampling =>
            "Do more pseudo-features add knowledge of unseen classes, and how close does a replicated centre come to "
            + "a generative model?",
        ExperimentKind.PlugIn => "What ZLA and the prototype learner change for every generator, all else being equal.",
        ExperimentKind.Relu =>
            "Whether a ReLU at the output of the prototype learner helps, with and without pseudo-features.",
        ExperimentKind.Heads =>
            "Linear head against prototype learner over the number of pseudo-features, with and without ZLA.",
        ExperimentKind.PseudoCount => "How many pseudo-features per class are enough, with and without ZLA.",
        ExperimentKind.Prior => "How U, S and H depend on σ, and which σ validation chooses.",
        ExperimentKind.Cost => "What H costs in seconds of training and in pseudo-features made.",
        ExperimentKind.Pictures =>
            "Real and generated features of unseen classes, class similarity, and confusion before and after ZLA.",
        ExperimentKind.Protocols =>
            "The same runs when settings are chosen on validation (fair) and on test images (paper), and the gap "
            + "between them.",
        ExperimentKind.Encoder =>
            "What training on seen classes adds to an encoder's own score of images and texts. Both use the "
            + "encoder's vectors.",
        _ => "",
    };
}
