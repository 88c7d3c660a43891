namespace Unseen.Inference.Tests;

public class ModelClassesTests
{
    private const int A = 3, K = 4, D = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithClass_Prototype_EqualsTheNetworkInPlainLoops(bool relu)
    {
        var model = Learner(relu);
        float[] descriptor = [0.3f, -0.8f, 2];
        var grown = model.WithClass("okapi", descriptor);
        var norm = Math.Sqrt(descriptor.Sum(value => (double)value * value));
        var unit = descriptor.Select(value => value / norm).ToArray();
        var hidden = Layer(model, unit, "hidden").Select(value => value > 0 ? value : 0.2 * value).ToArray();
        var prototype = Layer(model, hidden, "output").Select(value => relu ? Math.Max(0, value) : value).ToArray();
        float[] x = [.. Enumerable.Range(0, D).Select(d => (float)Math.Sin(d + 1))];
        var (dot, a, b) = (0.0, 0.0, 0.0);
        for (var d = 0; d < D; d++)
            (dot, a, b) = (dot + (x[d] * prototype[d]), a + (x[d] * (double)x[d]), b + (prototype[d] * prototype[d]));
        var (before, after) = (new float[5], new float[6]);
        model.Score(x, before);
        grown.Score(x, after);
        Assert.Equal(before, after[..5]);
        Assert.Equal(dot / Math.Sqrt(a * b) / 0.04, after[5], 1e-3);
        Assert.Equal(("okapi", false), (grown.ClassNames[5], grown.IsSeen[5]));
    }

    [Theory]
    [InlineData("2.5", 2.5f)]
    [InlineData("nonsense", 0)]
    [InlineData("NaN", 0)]
    public void WithClass_BiasForAddedClasses_IsAddedIfValid(string text, float expected)
    {
        var model = Learner();
        var (plain, favoured) = (model.WithClass("okapi", [1, 2, 3]),
            model.WithMetadata(new Dictionary<string, string> { [UnseenModel.AddedBiasKey] = text })
            .WithClass("okapi", [1, 2, 3]));
        float[] x = [1, 2, 3, 4, 5, 6];
        var (before, after) = (new float[6], new float[6]);

        plain.Score(x, before);
        favoured.Score(x, after);

        Assert.Equal(before[..5], after[..5]);
        Assert.Equal(before[5] + expected, after[5], 1e-4);
    }

    [Fact]
    public void WithoutClass_AddedClass_RestoresTheModel()
    {
        var folder = Directory.CreateTempSubdirectory("unseen-model-");
        try
        {
            var model = Learner();
            var path = Path.Combine(folder.FullName, "m.safetensors");
            model.WithClass("okapi", [1, 2, 3]).WithClassRenamed("okapi", "zebra").Save(path);
            var loaded = UnseenModel.Load(path);
            Assert.Equal("zebra", loaded.ClassNames[5]);
            Assert.Equal([6, A], loaded.Tensors["descriptors"].Shape);
            var without = loaded.WithoutClass("zebra");
            Assert.Equal(model.ClassNames, without.ClassNames);
            foreach (var (name, tensor) in model.Tensors)
                Assert.Equal(tensor.Values.ToArray(), without.Tensors[name].Values.ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void GetCurrentName_ClassesRenamedRemovedAndAdded_FollowsTheTrainedClass()
    {
        var model = Learner();
        var (first, second) = (model.ClassNames[0], model.ClassNames[1]);
        model = model.WithClassRenamed(first, "a").WithClassRenamed("a", "b").WithClass(first, [1, 2, 3]);
        Assert.Equal(["b", second, "other"], new[] { first, second, "other" }.Select(model.GetCurrentName));

        model = model.WithClassRenamed(first, "added"); // does not concern the class that had this name in training
        Assert.Equal("b", model.GetCurrentName(first));
        Assert.Equal(first, model.WithClassRenamed("b", first).GetCurrentName(first));
        Assert.Equal(first, model.WithoutClass("b").GetCurrentName(first));
        Assert.Equal(first, model.WithoutClass("b").WithClass("b", [1, 2, 3]).GetCurrentName(first));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{ "c0": 1 }""")]
    [InlineData("""{ "c0": "x", "c0": "y" }""")]
    public void GetCurrentName_MetadataOfAnotherProgram_ReturnsTheGivenName(string text)
    {
        var model = Learner().WithMetadata(new Dictionary<string, string> { [UnseenModel.RenamedKey] = text });
        Assert.Equal("c0", model.GetCurrentName("c0"));
        Assert.Equal("c1", model.WithClassRenamed(model.ClassNames[0], "c1").GetCurrentName(model.ClassNames[0]));
    }

    [Fact]
    public void Classes_NamesThatLookTheSame_AreTheSame()
    {
        var model = Learner().WithClass(" he\u0301ron ", [1, 2, 3]);

        Assert.Equal("h\u00e9ron", model.ClassNames[5]);
        Assert.Throws<ArgumentException>(() => model.WithClass("h\u00e9ron\t", [1, 2, 3]));
        Assert.Equal(5, model.WithoutClass("he\u0301ron").ClassNames.Count);
    }

    [Fact]
    public void WithoutClass_ClassInTheMiddle_KeepsTheScoresOfTheOtherClasses()
    {
        var model = Learner();
        float[] x = [1, 2, 3, 4, 5, 6];
        var (before, after) = (new float[5], new float[4]);
        model.Score(x, before);
        model.WithoutClass(model.ClassNames[1]).Score(x, after);
        Assert.Equal([before[0], before[2], before[3], before[4]], after);
    }

    [Fact]
    public void WithClass_TinyDescriptor_IsScaledToUnitLength()
    {
        var model = Learner();

        var tiny = model.WithClass("okapi", [1e-25f, 2e-25f, -2e-25f]);

        // The squares of these numbers are 0 in float32.
        Assert.Equal([1 / 3f, 2 / 3f, -2 / 3f], tiny.Tensors["descriptors"].Values[(5 * A)..].ToArray(),
            (one, other) => Math.Abs(one - other) < 1e-6);
    }

    [Fact]
    public void ChangesOfClasses_Invalid_AreRefused()
    {
        var model = Learner();
        string Message(Action change) => Assert.ThrowsAny<ArgumentException>(change).Message;
        Assert.Contains("descriptor must be of length 3, but was 2", Message(() => model.WithClass("okapi", [1, 2])));
        Assert.Contains("descriptor must be finite everywhere",
            Message(() => model.WithClass("okapi", [1, 2, float.NaN])));
        Assert.Contains("descriptor must be other than 0 somewhere",
            Message(() => model.WithClass("okapi", new float[A])));
        Assert.Contains("name must be a name that no other class of the model has",
            Message(() => model.WithClass(model.ClassNames[0], [1, 2, 3])));
        Assert.Contains("the model has no class 'okapi'.",
            Message(() => model.WithoutClass("okapi")));
        Assert.Contains("must be a name", Message(() => model.WithClassRenamed(model.ClassNames[0], " ")));
        Assert.Contains("control character", Message(() => model.WithClassRenamed(model.ClassNames[0], "a\nb")));
        Assert.Contains("cannot be seen", Message(() => model.WithClassRenamed(model.ClassNames[0], "\u200B")));
        Assert.Contains("Classes cannot be added to this model by their descriptions.",
            Assert.Throws<InvalidOperationException>(
            () => Models.Random(ClassifierForm.Linear).WithClass("okapi", [1, 2, 3])).Message);
    }

    private static double[] Layer(UnseenModel model, double[] input, string layer)
    {
        var weight = model.Tensors[$"prototype.map.{layer}Weight"].Values.ToArray();
        var bias = model.Tensors[$"prototype.map.{layer}Bias"].Values.ToArray();
        return [.. bias.Select((value, k) => value + input.Select((x, i) => x * weight[(k * input.Length) + i]).Sum())];
    }

    private static UnseenModel Learner(bool relu = false)
    {
        var random = new Random(3);
        var plain = Models.Random(ClassifierForm.Prototype, classes: 5, width: D);
        var tensors = new Dictionary<string, ModelTensor>
        {
            ["descriptors"] = new([5, A], Models.Values(random, 5 * A)),
            ["prototype.map.hiddenWeight"] = new([K, A], Models.Values(random, K * A)),
            ["prototype.map.hiddenBias"] = new([K], Models.Values(random, K)),
            ["prototype.map.outputWeight"] = new([D, K], Models.Values(random, D * K)),
            ["prototype.map.outputBias"] = new([D], Models.Values(random, D)),
        };
        return new UnseenModel(
            ClassifierForm.Prototype, plain.Tensors["classifier.weight"], plain.Tensors["classifier.bias"],
                plain.ClassNames, plain.IsSeen, FeatureScaling.None, 0.04f,
            tensors, relu ? new Dictionary<string, string> { [UnseenModel.OutputReluKey] = "true" } : null);
    }
}
