using System.Text.Json;
using SkiaSharp;
using Unseen.Images.Backbones;
using Unseen.Images.Galleries;
using Unseen.Images.Tests;
using Unseen.Inference;
using Unseen.Inference.Adaptation;

namespace Unseen.Web.Tests;

/// <summary>
/// A run folder with a model of colours. Descriptors are shares of red, green and blue. Each photograph has one colour.
/// The prototype of a descriptor is the colour that the descriptor describes.
/// </summary>
internal sealed class ColourRun : IDisposable
{
    public static string[] Classes { get; } = ["red", "green", "blue", "white"];

    /// <summary>A photograph of the class blue.</summary>
    public static byte[] Blue { get; } = Pictures.Solid(30, 40, SKColors.Blue);

    private static readonly float[][] _descriptors = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]];

    /// <param name="name">name of the folder</param>
    /// <param name="resize">shorter side of photographs before the crop</param>
    public ColourRun(string name = "colours", int resize = 10)
    {
        Root = Directory.CreateTempSubdirectory("unseen-web-").FullName;
        Folder = Path.Combine(Root, name);
        Directory.CreateDirectory(Folder);
        var backbone = Path.Combine(Folder, "tiny.onnx");
        TinyBackbone.Write(backbone, weights: TinyBackbone.Copies);
        using var features = new ImageFeatures([Backbone.Load(
            backbone, new Preprocessing { Resize = resize, Crop = 8, Mean = [0, 0, 0], Std = [255, 255, 255] })]);
        Model(features).Save(Path.Combine(Folder, UnseenModel.FileName));
        string[] photographs = [.. new[] { SKColors.Red, SKColors.Lime, SKColors.Blue }.Select(
            (colour, i) => Write($"{i}.png", Pictures.Solid(20, 20, colour)))];
        Gallery.Save(file => Path.Combine(Folder, file), photographs, Classes[..3], i =>
            features.Extract(File.ReadAllBytes(photographs[i]), "x"));
        File.WriteAllText(Path.Combine(Folder, "metrics.json"), """
            {"generator":"centre","classifier":"prototype","adjust":"zla","protocol":"fair","seeds":[0,1],
            "U":71.5,"S":80.25,"H":75.6,"T1":82,"ausuc":0.6,"seconds":3,"sd":{"U":1,"S":2,"H":1.5,"T1":0.5}}
            """);
        File.WriteAllText(Path.Combine(Folder, "options.json"),
            """{"protocol":"fair","time":"2026-01-02T03:04:05+00:00","data":{"name":"colours"}}""");
        File.WriteAllText(Path.Combine(Folder, "per-class.csv"),
            "class,group,test_images,accuracy\nred,seen,5,80\ngreen,seen,5,100\nblue,seen,5,60\nwhite,unseen,5,40\n");
        File.WriteAllText(Path.Combine(Folder, "confusion.csv"),
            "class,red,green,blue,white\nred,4,0,0,1\ngreen,0,5,0,0\nblue,1,1,3,0\nwhite,2,0,1,2\n");
        File.WriteAllText(Path.Combine(Folder, "history.csv"),
            "seed,stage,phase,epoch,epochs,generator_epoch,sigma,loss,U,S,H,seconds\n"
            + "0,validation,classifier,1,3,0,10,1,20,30,24,0\n"
            + "0,validation,classifier,2,3,0,10,1,40,50,44,0\n"
            + "0,validation,classifier,3,3,0,10,1,50,60,54.5,0\n"
            + "0,final,classifier,1,1,0,10,1,,,,0\n");
    }

    /// <summary>The folder of runs.</summary>
    public string Root { get; }

    /// <summary>The folder of the run.</summary>
    public string Folder { get; }

    public string ModelFile => Path.Combine(Folder, UnseenModel.FileName);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Root, name), bytes);
        return Path.Combine(Root, name);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static UnseenModel Model(ImageFeatures features)
    {
        float[] identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        var weight = _descriptors.SelectMany(descriptor =>
        {
            float[] prototype = [.. descriptor, .. descriptor];
            FeatureScaling.L2.Apply(prototype, prototype);
            return prototype;
        }).ToArray();
        var extra = new Dictionary<string, ModelTensor>
        {
            ["descriptors"] = new([4, 3], _descriptors.SelectMany(descriptor => descriptor).ToArray()),
            ["prototype.map.hiddenWeight"] = new([3, 3], identity),
            ["prototype.map.hiddenBias"] = new([3], new float[3]),
            ["prototype.map.outputWeight"] = new([6, 3], (float[])[.. identity, .. identity]),
            ["prototype.map.outputBias"] = new([6], new float[6]),
        };
        return new UnseenModel(
            ClassifierForm.Prototype, new ModelTensor([4, 6], weight), new ModelTensor([4], new float[4]), Classes,
                [true, true, true, false], FeatureScaling.None, 0.04f, extra,
            new Dictionary<string, string>
            {
                ["protocol"] = "fair",
                ["expectedAccuracy"] = "61.5",
                ["attributes"] = """["redness","greenness","blueness"]""",
                [ImageFeatures.MetadataKey] =
                    ImageFeatures.ToMetadata(features.Backbones.Select(backbone => backbone.Describe("tiny.onnx"))),
            },
            knownFit: new KnownFit([0.577f]));
    }

    /// <summary>Replaces the model by a model without thresholds and calibration, as earlier versions wrote
    /// it.</summary>
    public void MakeOld()
    {
        var model = UnseenModel.Load(Folder);
        string[] own = ["classifier.weight", "classifier.bias"];
        new UnseenModel(model.Form, model.Tensors[own[0]], model.Tensors[own[1]], model.ClassNames, model.IsSeen,
            model.Scaling, model.Temperature, model.Tensors.Where(entry => !own.Contains(entry.Key)).ToDictionary(),
            model.Metadata).Save(ModelFile);
    }

    /// <summary>Adds a branch to the model, so that adaptation does not have to fit a branch. The branch has the
    /// prototypes of the model. The prototype of a new class is its descriptor, repeated.</summary>
    public void AddBranch()
    {
        var model = UnseenModel.Load(Folder);
        float[] identity = [.. Enumerable.Range(0, 36).Select(i => i % 7 == 0 ? 1f : 0)];
        float[] twice = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1];
        PrototypeBranch.AddTo(
            model, new ModelMap([new HiddenLayer(
                new ModelTensor([6, 6], identity), new ModelTensor([6], new float[6]), Activation.Identity)]),
            model.Tensors["classifier.weight"], new ModelTensor([6, 3], twice), new ModelTensor([6], new float[6]),
            temperature: 0.1, unseenOffset: 0.1, new ModelTensor([4], [5, 5, 5, 0])).Save(ModelFile);
    }

    /// <summary>Parses JSON for assertions.</summary>
    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
