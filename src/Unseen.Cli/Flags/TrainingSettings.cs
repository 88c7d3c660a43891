using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Numerics;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>Every flag that decides a run's numbers but the seeds. Those that others depend on come first.</summary>
internal static class TrainingSettings
{
    public static IReadOnlyList<TrainingSetting> All { get; } =
    [
        .. Methods(), .. Validation(), .. Generator(), .. Classifier(), .. Machine(),
    ];

    private static IEnumerable<TrainingSetting> Methods() =>
    [
        TrainingSetting.Choice<GeneratorKind>(
            "--generator", "Where pseudo-features of unseen classes come from [default: centre].",
            o => o.Generator, (o, v) => o with { Generator = v }),
        TrainingSetting.Choice<ClassifierKind>(
            "--classifier", "The classifier over all classes [default: prototype].",
            o => o.Classifier, (o, v) => o with { Classifier = v }),
        TrainingSetting.Choice<AdjustmentKind>(
            "--adjust", "What is done about the imbalance of seen and unseen [default: zla].",
            o => o.Adjustment, (o, v) => o with { Adjustment = v }),
        TrainingSetting.Choice<CentreFit>(
            "--centre-fit", "Centre: closed form or a network [default: ridge].",
            o => o.Centre.Fit, (o, v) => o with { Centre = o.Centre with { Fit = v } })
            with { Matters = o => o.Generator == GeneratorKind.Centre },
    ];

    private static IEnumerable<TrainingSetting> Validation() =>
    [
        TrainingSetting.Choice<Protocol>(
            "--protocol",
            "fair: validation chooses settings, test images are scored once; paper: the best test epoch counts [default: fair].",
            o => o.Protocol, (o, v) => o with { Protocol = v })
            with { InGrid = false },
        TrainingSetting.NumberOrAuto(
            "--sigma", "ZLA's σ; auto finds it on validation [default: auto].", o => o.Sigma, (o, v) => o with { Sigma = v })
            with { Matters = o => o.Adjustment == AdjustmentKind.Zla },
        TrainingSetting.NumberOrAuto(
            "--lambda", "Ridge centre's penalty; auto leaves one class out at a time [default: auto].",
            o => o.Centre.Lambda, (o, v) => o with { Centre = o.Centre with { Lambda = v } })
            with { Matters = o => o is { Generator: GeneratorKind.Centre, Centre.Fit: CentreFit.Ridge } },
        TrainingSetting.Whole(
            "--pseudo", "N", "Pseudo-features for each unseen class [default: 10].", o => o.PseudoPerClass,
            (o, v) => o with { PseudoPerClass = v })
            with { Matters = o => o.Generator != GeneratorKind.None },
        TrainingSetting.Choice<FeatureScalingKind>(
            "--scaling", "How features are scaled, fitted on training images [default: minmax].",
            o => o.Scaling, (o, v) => o with { Scaling = v }),
    ];

    private static IEnumerable<TrainingSetting> Generator() =>
    [
        TrainingSetting.Whole(
            "--epochs", "E", "Generator: epochs [default: wgan 4, centre network 200].", o => IsWgan(o) ? o.Wgan.Epochs : o.Centre.Epochs,
            (o, v) => IsWgan(o) ? o with { Wgan = o.Wgan with { Epochs = v } } : o with { Centre = o.Centre with { Epochs = v } })
            with { Matters = IsTrained },
        TrainingSetting.Whole(
            "--batch", "B", "Generator: samples a step of the wgan [default: 512].", o => o.Wgan.BatchSize,
            (o, v) => o with { Wgan = o.Wgan with { BatchSize = v } })
            with { Matters = IsWgan },
        TrainingSetting.Whole(
            "--hidden", "H", "Generator: width of the hidden layer [default: 4096].", o => IsWgan(o) ? o.Wgan.Hidden : o.Centre.Hidden,
            (o, v) => IsWgan(o) ? o with { Wgan = o.Wgan with { Hidden = v } } : o with { Centre = o.Centre with { Hidden = v } })
            with { Matters = IsTrained },
        TrainingSetting.Number(
            "--learning-rate", "X", "Generator: Adam's learning rate [default: 0.0001].",
            o => IsWgan(o) ? o.Wgan.LearningRate : o.Centre.LearningRate,
            (o, v) => IsWgan(o)
                ? o with { Wgan = o.Wgan with { LearningRate = v } }
                : o with { Centre = o.Centre with { LearningRate = v } })
            with { Matters = IsTrained },
        TrainingSetting.Whole(
            "--critic-steps", "N", "Wgan: critic steps a generator step [default: 5].", o => o.Wgan.CriticSteps,
            (o, v) => o with { Wgan = o.Wgan with { CriticSteps = v } })
            with { Matters = IsWgan },
        TrainingSetting.Number(
            "--gradient-penalty", "X", "Wgan: weight of the gradient penalty [default: 10].",
            o => o.Wgan.GradientPenalty, (o, v) => o with { Wgan = o.Wgan with { GradientPenalty = v } })
            with { Matters = IsWgan },
        TrainingSetting.Whole(
            "--classify-every", "K", "Also try the generator after every K epochs [default: the last only].", o =>
                o.ClassifyEvery, (o, v) => o with { ClassifyEvery = v })
            with { Matters = IsTrained },
    ];

    private static IEnumerable<TrainingSetting> Classifier() =>
    [
        TrainingSetting.Whole(
            "--classifier-epochs", "E", "Classifier: epochs [default: 60].", o => o.ClassifierTraining.Epochs,
            (o, v) => WithTraining(o, t => t with { Epochs = v })),
        TrainingSetting.Whole(
            "--classifier-batch", "B", "Classifier: samples a step [default: 512].", o => o.ClassifierTraining.BatchSize,
            (o, v) => WithTraining(o, t => t with { BatchSize = v })),
        TrainingSetting.Number(
            "--classifier-learning-rate", "X", "Classifier: Adam's learning rate [default: prototype 0.0001, linear 0.001].",
            o => o.ClassifierTraining.LearningRate, (o, v) => WithTraining(o, t => t with { LearningRate = v })),
        TrainingSetting.Number(
            "--classifier-weight-decay", "X", "Classifier: L2 penalty [default: prototype 0.0001, linear 0].",
            o => o.ClassifierTraining.WeightDecay, (o, v) => WithTraining(o, t => t with { WeightDecay = v })),
        TrainingSetting.Whole(
            "--classifier-halve-every", "E", "Classifier: epochs after which the learning rate is halved [default: 30].",
            o => o.ClassifierTraining.HalveEvery, (o, v) => WithTraining(o, t => t with { HalveEvery = v })),
        TrainingSetting.Whole(
            "--classifier-hidden", "H", "Prototype: width of the hidden layer [default: 1024].", o => o.Prototype.Hidden,
            (o, v) => o with { Prototype = o.Prototype with { Hidden = v } })
            with { Matters = IsPrototype },
        TrainingSetting.Number(
            "--temperature", "X", "Prototype: what cosines are divided by [default: 0.04].", o => o.Prototype.Temperature,
            (o, v) => o with { Prototype = o.Prototype with { Temperature = v } })
            with { Matters = IsPrototype },
        new()
        {
            Flag = new("--output-relu", FlagKind.Switch, "", "Prototype: pass prototypes through a ReLU."),
            Set = (o, text, _) => o with { Prototype = o.Prototype with { OutputRelu = text == FlagValues.On } },
            Get = o => o.Prototype.OutputRelu,
            Matters = IsPrototype,
        },
    ];

    private static IEnumerable<TrainingSetting> Machine() =>
    [
        new()
        {
            Flag = new(
                "--device", FlagKind.Text, "NAME", "Where tensors live: cpu, or cuda:0 with a CUDA build of libtorch [default: cpu]."),
            Set = (o, text, _) => o with { Device = text },
            Get = o => o.Device,
            InGrid = false,
        },
        TrainingSetting.Choice<Precision>(
            "--precision", "Number type of matrix products; auto is bf16 where the processor has it [default: auto].",
            o => o.Precision, (o, v) => o with { Precision = v })
            with { InGrid = false },
        TrainingSetting.Whole(
            "--threads", "N", "Threads for tensor operations [default: libtorch's choice].", o => o.Threads,
            (o, v) => o with { Threads = v })
            with { InGrid = false },
    ];

    private static bool IsWgan(RunOptions options) => options.Generator == GeneratorKind.Wgan;

    private static bool IsTrained(RunOptions options) =>
        IsWgan(options) || options is { Generator: GeneratorKind.Centre, Centre.Fit: CentreFit.Network };

    private static bool IsPrototype(RunOptions options) => options.Classifier == ClassifierKind.Prototype;

    private static RunOptions WithTraining(RunOptions options, Func<ClassifierTrainingOptions, ClassifierTrainingOptions> change) =>
        IsPrototype(options)
        ? options with { Prototype = options.Prototype with { Training = change(options.Prototype.Training) } }
        : options with { Linear = options.Linear with { Training = change(options.Linear.Training) } };
}
