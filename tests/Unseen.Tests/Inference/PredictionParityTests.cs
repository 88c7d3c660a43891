using Unseen.Calibration;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Methods.Linear;
using Unseen.Methods.NoGenerator;
using Unseen.Methods.Prototype;
using Unseen.Problems;
using Unseen.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Inference;

public class PredictionParityTests
{
    [Theory]
    [InlineData("prototype")]
    [InlineData("linear")]
    public void Predict_1000SamplesOfRealWidth_EqualsTheTrainingLibrary(string kind)
    {
        const int samples = 1200, width = 2304, classes = 102;
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var raw = rand(samples, width, generator: random) * 6;
        var dataset = Dataset(raw, rand(classes, 64, generator: random));
        using var problem = GzslProblem.ForTest(dataset, FeatureScalingKind.MinMax, CPU);
        using GzslClassifier classifier = kind == "prototype"
            ? new PrototypeClassifier(problem.Descriptors, width, seed: 1)
            : new LinearClassifier(width, classes, seed: 1);
        var chosen = new ChosenSettings { ClassifierEpoch = 1, Gamma = 0.5 };
        var model = ModelBuilder.Build(
            problem, classifier.ToScoringRule()!, map: null, chosen,
            new RunOptions { Generator = new NoGeneratorOptions() }, ModelCalibration.None,
            classifier.ModelTensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value.ToModelTensor()));

        if (kind == "prototype")
        {
            var twin = model.WithClass("twin", problem.Descriptors[3].data<float>()
                .ToArray()).Tensors["classifier.weight"].Values.ToArray();
            Assert.True(tensor(twin, [classes + 1, width])[classes].allclose(
                tensor(twin, [classes + 1, width])[3], 1e-5, 1e-6));
        }

        Tensor logits;
        using (no_grad())
            logits = classifier.forward(problem.ScoredFeatures);
        logits -= tensor(problem.IsSeen.Select(seen => seen ? 0.5f : 0).ToArray());
        var expectedClass = logits.argmax(1).data<long>().ToArray();
        var expectedScores = logits.data<float>().ToArray();
        var features = dataset.Features.Select([.. dataset.Split.TestSeen, .. dataset.Split.TestUnseen]);
        Assert.InRange(features.Rows, 1000, samples);
        var scores = new float[classes];
        for (var i = 0; i < features.Rows; i++)
        {
            model.Score(features.Row(i), scores);
            for (var c = 0; c < classes; c++)
                Assert.Equal(expectedScores[i * classes + c], scores[c], 1e-5f);
            // If two classes have almost equal scores, the two libraries may predict different classes. So the scores
            // of the predicted classes are compared.
            var best = model.Predict(features.Row(i)).ClassIndex;
            Assert.Equal(expectedScores[(i * classes) + expectedClass[i]], expectedScores[(i * classes) + best], 2e-5f);
        }
    }

    private static GzslDataset Dataset(Tensor features, Tensor descriptors)
    {
        var (samples, classes) = ((int)features.shape[0], (int)descriptors.shape[0]);
        int[] Rows(Func<int, bool> wanted) => [.. Enumerable.Range(0, samples).Where(wanted)];
        return new GzslDataset
        {
            Name = "random",
            Features = new FeatureMatrix(features.data<float>().ToArray(), samples, (int)features.shape[1]),
            Labels = Rows(_ => true).Select(i => i % classes).ToArray(),
            ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"class {c}")],
            Descriptors = new FeatureMatrix(descriptors.data<float>().ToArray(), classes, (int)descriptors.shape[1]),
            Split = new GzslSplit
            {
                TrainVal = Rows(i => i % classes < 82 && i < 164),
                TestSeen = Rows(i => i % classes < 82 && i >= 164),
                TestUnseen = Rows(i => i % classes >= 82),
            },
        };
    }
}
