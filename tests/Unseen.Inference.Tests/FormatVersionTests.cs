namespace Unseen.Inference.Tests;

/// <summary>Loads model files of every format version. The files were written once and never change. A model file of a
/// user must always load and give the same predictions.</summary>
public sealed class FormatVersionTests
{
    private static readonly double[][] _images = [[1, 2, 0.75, 2.5], [0.25, -3, 4, 1], [-2, 0.5, 0, 3.5]];

    [Fact]
    public void Load_Version1_PredictsAsPlainLoopsDo()
    {
        double[][] prototypes = [[0.5, 0.5, 0.5, 0.5], [0.6, 0, 0.8, 0], [0, 1, 0, 0]];
        double[] bias = [0, 0.25, -0.5], minimum = [0, -1, 0.5, 2], span = [2, 4, 1, 0.5];

        var model = Load(1);

        Assert.Equal((ClassifierForm.Prototype, FeatureScalingKind.MinMax, 0.04f, 4),
            (model.Form, model.Scaling.Kind, model.Temperature, model.FeatureWidth));
        Assert.Equal("fair", model.Metadata["protocol"]);
        Assert.Equal([1, 0, 0, 1, 0.6f, 0.8f], model.Tensors["descriptors"].Values.ToArray());
        AssertPredicts(model, image =>
        {
            double[] scaled = [.. image.Select((value, d) => (value - minimum[d]) / span[d])];
            return [.. prototypes.Select((prototype, c) =>
                (Dot(prototype, scaled) / Math.Sqrt(Dot(scaled, scaled)) / 0.04) + bias[c])];
        });
    }

    [Fact]
    public void Load_Version2_PredictsAsPlainLoopsDo()
    {
        double[][] weight = [[1, -2], [0.5, 3], [-1, 0.25]], map = [[1, 0, -1, 2], [-3, 1, 0.5, 0]];
        double[] bias = [0.5, -0.25, 1], mapBias = [0.125, -0.5];

        var model = Load(2);

        Assert.Equal((ClassifierForm.Linear, FeatureScalingKind.L2, 1f, 4),
            (model.Form, model.Scaling.Kind, model.Temperature, model.FeatureWidth));
        Assert.Equal("paper", model.Metadata["protocol"]);
        AssertPredicts(model, image =>
        {
            double[] scaled = [.. image.Select(value => value / Math.Sqrt(Dot(image, image)))];
            double[] mapped = [.. map.Select((row, k) => Math.Max(0, Dot(row, scaled) + mapBias[k]))];
            return [.. weight.Select((row, c) => Dot(row, mapped) + bias[c])];
        });
    }

    [Fact]
    public void Load_Version3_PredictsAsPlainLoopsDo()
    {
        double[][] weight = [[1, -2, 0.5, 3, -1, 0.25, 2], [0, 1, -1, 0.5, 4, -3, 1], [0.75, -0.5, 2, 1, -2, 3, 0.5]];
        double[][] map = [[1, 0, -1, 2], [-3, 1, 0.5, 0]], map2 = [[0.5, -1], [2, 1]];
        double[] bias = [0.5, -0.25, 1], mapBias = [0.125, -0.5], map2Bias = [0.25, 0], map3 = [1.5, -2];

        var model = Load(3);

        Assert.Equal([Activation.LeakyRelu, Activation.Identity, Activation.Sigmoid],
            model.FeatureMap!.Layers.Select(layer => layer.Activation));
        Assert.Equal((4, 7), (model.FeatureWidth, model.FeatureMap.Width));
        AssertPredicts(model, image =>
        {
            double[] scaled = [.. image.Select(value => value / Math.Sqrt(Dot(image, image)))];
            double[] first = [.. map.Select((row, k) => Dot(row, scaled) + mapBias[k])
                .Select(sum => sum > 0 ? sum : 0.2 * sum)];
            // The classifier does not get the output of the second layer.
            double[] second = [.. map2.Select((row, k) => Dot(row, first) + map2Bias[k])];
            var third = 1 / (1 + Math.Exp(0.25 - Dot(map3, second)));
            return [.. weight.Select((row, c) => Dot(row, [.. scaled, .. first, third]) + bias[c])];
        });
    }

    [Fact]
    public void Load_Version4WithABranch_PredictsAsPlainLoopsDo()
    {
        double[][] weight = [[1, -2, 0.5, 3], [0.5, 1, -1, 0.25], [2, 0, 1, -0.5]];
        double[][] prototypes = [[0.6, 0.8], [1, 0], [0, 1]], map = [[1, 0, -1, 2], [-3, 1, 0.5, 0]];
        double[] bias = [0.5, -0.25, 1], mapBias = [0.125, -0.5], branchBias = [0, 0, 0.75];

        var model = Load("4-branch");

        Assert.Equal([0.8f, 0.6f], model.Branch!.Tensors["start.weight"].Values.ToArray()[4..]);
        Assert.Equal("0.75", model.Branch.Metadata[UnseenModel.AddedBiasKey]);
        Assert.Equal(["protocol"], model.Metadata.Keys);
        AssertPredicts(model, image =>
        {
            double[] scaled = [.. image.Select(value => value / Math.Sqrt(Dot(image, image)))];
            double[] mapped = [.. map.Select((row, k) => Dot(row, scaled) + mapBias[k])];
            return [.. weight.Select((row, c) => Dot(row, scaled) + bias[c]
                + (Dot(prototypes[c], mapped) / Math.Sqrt(Dot(mapped, mapped)) / 0.5) + branchBias[c])];
        });
    }

    [Fact]
    public void Load_Version4_HasAllParts()
    {
        var model = Load(4);

        Assert.Equal([0.6f, 0.8f, 1, 0, 0, 1], model.Branch!.Tensors["classifier.weight"].Values.ToArray());
        Assert.Equal(new ScoreCalibration(0.75, 3), model.Calibration);
        Assert.Equal(new ScoreCalibration(0.5, 2), model.WithBranch(null).Calibration);
        Assert.Equal([0.25f, 0.5f, 0.75f], model.KnownFit!.Quantiles);
        Assert.Equal(1.5, model.KnownFit.DistanceWeight);
        Assert.Equal([0.5f, 0, -0.25f, 0.125f], model.KnownFit.Spread!.Mean.Values.ToArray());
        Assert.Equal([1, 0, 0, 0, 0, 0, 1, 0], model.KnownFit.Spread.Components.Values.ToArray());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("4-branch")]
    [InlineData("4")]
    public void Write_LoadedModel_WritesTheSameTensorsAndMetadata(string version)
    {
        using var stream = new MemoryStream();
        Load(version).Write(stream);
        stream.Position = 0;

        var (tensors, metadata) = SafeTensorsFile.Read(stream, "the model");

        var (expected, texts) = SafeTensorsFile.Read(GetPath(version));
        Assert.Equal(texts.OrderBy(text => text.Key), metadata.OrderBy(text => text.Key));
        Assert.Equal(expected.Keys.Order(), tensors.Keys.Order());
        Assert.All(expected, tensor =>
        {
            Assert.Equal(tensor.Value.Shape, tensors[tensor.Key].Shape);
            Assert.Equal(tensor.Value.Values.ToArray(), tensors[tensor.Key].Values.ToArray());
        });
    }

    private static UnseenModel Load(int version) => Load($"{version}");

    private static UnseenModel Load(string version) => UnseenModel.Load(GetPath(version));

    private static string GetPath(string version) =>
        Path.Combine(AppContext.BaseDirectory, "fixtures", $"version{version}.safetensors");

    private static void AssertPredicts(UnseenModel model, Func<double[], double[]> score)
    {
        Assert.Equal(["fox", "wild boar", "okapi"], model.ClassNames);
        Assert.Equal([true, true, false], model.IsSeen);
        foreach (var image in _images)
        {
            var scores = score(image);
            int[] order = [.. Enumerable.Range(0, 3).OrderByDescending(c => scores[c])];

            var top = model.PredictTop([.. image.Select(value => (float)value)], 3);

            Assert.Equal(order, top.Select(prediction => prediction.ClassIndex));
            Assert.All(top, prediction => Assert.Equal(scores[prediction.ClassIndex], prediction.Score, 1e-4));
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }
}
