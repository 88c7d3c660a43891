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
        MethodSettings.Plugin, MethodSettings.Classifier, MethodSettings.Generator, MethodSettings.Adjustment,
        TrainingSetting.Choice<CentreFit>(
            "--centre-fit", "Centre: closed form or a network [default: ridge].",
            o => o.Centre.Fit, (o, v) => o with { Centre = o.Centre with { Fit = v } })
            with { Matters = IsCentre },
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
            "--unseen-weight", "Dgz: weight λ1 of the largest unseen logit; auto finds it on validation [default: auto].",
            o => o.Dgz.UnseenWeight, (o, v) => o with { Dgz = o.Dgz with { UnseenWeight = v } })
            with { Matters = o => o.Adjustment == AdjustmentKind.Dgz },
        TrainingSetting.Number(
            "--descriptor-noise", "X", "Dgz: deviation of the noise on the prototype learner's descriptors [default: 0.08].",
            o => o.Dgz.DescriptorNoise, (o, v) => o with { Dgz = o.Dgz with { DescriptorNoise = v } })
            with { Matters = o => o.Adjustment == AdjustmentKind.Dgz && IsPrototype(o) },
        TrainingSetting.NumberOrAuto(
            "--lambda", "Ridge centre's penalty; auto leaves one class out at a time [default: auto].",
            o => o.Centre.Lambda, (o, v) => o with { Centre = o.Centre with { Lambda = v } })
            with { Matters = o => IsCentre(o) && o.Centre.Fit == CentreFit.Ridge },
        TrainingSetting.Whole(
            "--pseudo", "N", "Pseudo-features for each unseen class [default: 10].", o => o.PseudoPerClass,
            (o, v) => o with { PseudoPerClass = v })
            with { Matters = o => o.HasGenerator },
        TrainingSetting.Choice<FeatureScalingKind>(
            "--scaling", "How features are scaled, fitted on training images [default: minmax].",
            o => o.Scaling, (o, v) => o with { Scaling = v }),
    ];

    private static IEnumerable<TrainingSetting> Generator() =>
    [
        TrainingSetting.Whole(
            "--epochs", "E", "Generator: epochs [default: wgan and what is built on it 4, cvae 50, centre network 200].",
            o => Of(o, wgan => wgan.Epochs, cvae => cvae.Epochs, centre => centre.Epochs),
            (o, v) => With(o, wgan => wgan with { Epochs = v }, cvae => cvae with { Epochs = v }, centre => centre with { Epochs = v }))
            with { Matters = IsTrained },
        TrainingSetting.Whole(
            "--batch", "B", "Generator: samples a step, not of the centre network [default: 512].",
            o => o.Generator == GeneratorKind.Cvae ? o.Cvae.BatchSize : o.Wgan.BatchSize,
            (o, v) => With(o, wgan => wgan with { BatchSize = v }, cvae => cvae with { BatchSize = v }, centre => centre))
            with { Matters = o => IsTrained(o) && !IsCentre(o) },
        TrainingSetting.Whole(
            "--hidden", "H", "Generator: width of the hidden layer [default: 4096].",
            o => Of(o, wgan => wgan.Hidden, cvae => cvae.Hidden, centre => centre.Hidden),
            (o, v) => With(o, wgan => wgan with { Hidden = v }, cvae => cvae with { Hidden = v }, centre => centre with { Hidden = v }))
            with { Matters = IsTrained },
        TrainingSetting.Number(
            "--learning-rate", "X", "Generator: Adam's learning rate [default: 0.0001].",
            o => Of(o, wgan => wgan.LearningRate, cvae => cvae.LearningRate, centre => centre.LearningRate),
            (o, v) => With(
                o, wgan => wgan with { LearningRate = v }, cvae => cvae with { LearningRate = v }, centre => centre with { LearningRate = v }))
            with { Matters = IsTrained },
        TrainingSetting.Number(
            "--learning-rate-decay", "X", "Wgan and what is built on it: the rate is multiplied by this every 100 epochs [default: 1].",
            o => o.Wgan.LearningRateDecay, (o, v) => o with { Wgan = o.Wgan with { LearningRateDecay = v } })
            with { Matters = IsWgan },
        TrainingSetting.Whole(
            "--critic-steps", "N", "Wgan and what is built on it: critic steps a generator step [default: 5].", o => o.Wgan.CriticSteps,
            (o, v) => o with { Wgan = o.Wgan with { CriticSteps = v } })
            with { Matters = IsWgan },
        TrainingSetting.Number(
            "--gradient-penalty", "X", "Wgan and what is built on it: weight of the gradient penalty [default: 10].",
            o => o.Wgan.GradientPenalty, (o, v) => o with { Wgan = o.Wgan with { GradientPenalty = v } })
            with { Matters = IsWgan },
        TrainingSetting.Number(
            "--reconstruction-weight", "X", "Cvae, f-vaegan-d2: weight of the squared error [default: 1].",
            o => o.Generator == GeneratorKind.Cvae ? o.Cvae.ReconstructionWeight : o.FVaegan.ReconstructionWeight,
            (o, v) => o.Generator == GeneratorKind.Cvae
                ? o with { Cvae = o.Cvae with { ReconstructionWeight = v } }
                : o with { FVaegan = o.FVaegan with { ReconstructionWeight = v } })
            with { Matters = o => o.GeneratorPlugin is null && o.Generator is GeneratorKind.Cvae or GeneratorKind.FVaeganD2 },
        TrainingSetting.Number(
            "--critic-weight", "X", "F-vaegan-d2: weight of the critic's score [default: 10].",
            o => o.FVaegan.CriticWeight, (o, v) => o with { FVaegan = o.FVaegan with { CriticWeight = v } })
            with { Matters = o => o.GeneratorPlugin is null && o.Generator == GeneratorKind.FVaeganD2 },
        TrainingSetting.Number(
            "--classification-weight", "X", "F-clswgan: weight of the frozen classifier's loss [default: 0.01].",
            o => o.FClswgan.ClassificationWeight, (o, v) => o with { FClswgan = o.FClswgan with { ClassificationWeight = v } })
            with { Matters = o => o.GeneratorPlugin is null && o.Generator == GeneratorKind.FClswgan },
        TrainingSetting.Whole(
            "--classify-every", "K", "Also try the generator after every K epochs [default: the last only].", o =>
                o.ClassifyEvery, (o, v) => o with { ClassifyEvery = v })
            with { Matters = o => o.GeneratorEpochs > 0 },
    ];

    private static IEnumerable<TrainingSetting> Classifier() =>
    [
        TrainingSetting.Whole(
            "--classifier-epochs", "E", "Classifier: epochs [default: 60].", o => o.ClassifierTraining.Epochs,
            (o, v) => WithTraining(o, t => t with { Epochs = v }))
            with { Matters = IsTrainedClassifier },
        TrainingSetting.Whole(
            "--classifier-batch", "B", "Classifier: samples a step [default: 512].", o => o.ClassifierTraining.BatchSize,
            (o, v) => WithTraining(o, t => t with { BatchSize = v }))
            with { Matters = IsTrainedClassifier },
        TrainingSetting.Number(
            "--classifier-learning-rate", "X", "Classifier: Adam's learning rate [default: prototype 0.0001, others 0.001].",
            o => o.ClassifierTraining.LearningRate, (o, v) => WithTraining(o, t => t with { LearningRate = v }))
            with { Matters = IsTrainedClassifier },
        TrainingSetting.Number(
            "--classifier-weight-decay", "X", "Classifier: L2 penalty [default: prototype 0.0001, others 0].",
            o => o.ClassifierTraining.WeightDecay, (o, v) => WithTraining(o, t => t with { WeightDecay = v }))
            with { Matters = IsTrainedClassifier },
        TrainingSetting.Whole(
            "--classifier-halve-every", "E", "Classifier: epochs after which the learning rate is halved [default: 30].",
            o => o.ClassifierTraining.HalveEvery, (o, v) => WithTraining(o, t => t with { HalveEvery = v }))
            with { Matters = IsTrainedClassifier },
        TrainingSetting.Whole(
            "--classifier-hidden", "H", "Prototype: width of the hidden layer [default: 1024].", o => o.Prototype.Hidden,
            (o, v) => o with { Prototype = o.Prototype with { Hidden = v } })
            with { Matters = IsPrototype },
        TrainingSetting.Number(
            "--temperature", "X", "Prototype: what cosines are divided by [default: 0.04].", o => o.Prototype.Temperature,
            (o, v) => o with { Prototype = o.Prototype with { Temperature = v } })
            with { Matters = IsPrototype },
        TrainingSetting.Number(
            "--margin", "X", "Ale, devise: by how much the true class is to lead [default: 1].", o => o.Ranking.Margin,
            (o, v) => o with { Ranking = o.Ranking with { Margin = v } })
            with { Matters = IsRanking },
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

    private static bool IsWgan(RunOptions options) => options.UsesWgan;

    private static bool IsCentre(RunOptions options) => options is { GeneratorPlugin: null, Generator: GeneratorKind.Centre };

    private static bool IsTrained(RunOptions options) => options.GeneratorPlugin is null && options.GeneratorEpochs > 0;

    private static bool IsPrototype(RunOptions options) => options is { ClassifierPlugin: null, Classifier: ClassifierKind.Prototype };

    private static bool IsRanking(RunOptions options) =>
        options.ClassifierPlugin is null && options.Classifier is ClassifierKind.Ale or ClassifierKind.Devise;

    private static bool IsTrainedClassifier(RunOptions options) => options.ClassifierPlugin is null && !options.IsClosedForm;

    private static T Of<T>(RunOptions options, Func<WganOptions, T> wgan, Func<CvaeOptions, T> cvae, Func<CentreOptions, T> centre) =>
        IsWgan(options) ? wgan(options.Wgan) : options.Generator == GeneratorKind.Cvae ? cvae(options.Cvae) : centre(options.Centre);

    private static RunOptions With(
        RunOptions options, Func<WganOptions, WganOptions> wgan, Func<CvaeOptions, CvaeOptions> cvae, Func<CentreOptions, CentreOptions> centre) =>
        IsWgan(options) ? options with { Wgan = wgan(options.Wgan) }
        : options.Generator == GeneratorKind.Cvae ? options with { Cvae = cvae(options.Cvae) }
        : options with { Centre = centre(options.Centre) };

    private static RunOptions WithTraining(RunOptions options, Func<ClassifierTrainingOptions, ClassifierTrainingOptions> change) =>
        IsPrototype(options) ? options with { Prototype = options.Prototype with { Training = change(options.Prototype.Training) } }
        : IsRanking(options) ? options with { Ranking = options.Ranking with { Training = change(options.Ranking.Training) } }
        : options with { Linear = options.Linear with { Training = change(options.Linear.Training) } };
}
