using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Unseen.Cli.Tests.Photographs;
using Unseen.Cli.Tests.Shards;
using Unseen.Cli.Tests.Sweeps;
using Unseen.Images.Tests;
using Unseen.Images.Tests.Encoders;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Store;

namespace Unseen.Cli.Tests.Help;

/// <summary>A folder with everything that the examples in the help refer to: small datasets, photographs, models and
/// runs.</summary>
public sealed class ExampleFolder : IAsyncLifetime
{
    /// <summary>Options that make training short.</summary>
    internal static readonly string[] Short =
        ["--classifier-epochs", "2", "--classifier-hidden", "8", "--threads", "1", "--sigma", "10"];

    private const string Spec =
        """{"datasets": ["data/AwA2"], "seeds": 1, "options": {"classifierEpochs": 1, "classifierHidden": 8}, "vary": {"pseudo": [1, 2]}}""";

    private readonly TemporaryFolder _folder = new();
    private UnseenModel? _animals;

    public string FullPath => _folder.FullPath;

    /// <summary>The environment variables that put the stubs of Slurm's programs on the PATH.</summary>
    internal (string Name, string Value)[] Slurm { get; private set; } = [];

    /// <summary>The ids of the runs of the sweep in flo.json.</summary>
    internal string[] RunIds { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Slurm = new StubSlurm(_folder).Environment;
        WriteData();
        WritePhotographs();
        _folder.Write("flo.json", Spec);
        foreach (var (run, args) in new (string, string[])[]
        {
            ("runs/awa2", ["--data", _folder["data/AwA2"]]), ("runs/flo-centre-prototype-zla", ["--data", "data/FLO"]),
            ("runs/flowers", [_folder["flowers"], "--validate"]), ("runs/animals", ["--data", "data/animals", "--classifier",
                "prototype"]),
        })
            await Do(["train", .. args, "--out", run, .. Short]);
        _animals = UnseenModel.Load(_folder["runs/animals"]);
        File.Copy(_folder["runs/awa2/model.safetensors"], _folder["model.safetensors"]);
        foreach (var name in new[] { "a", "b" })
            await Do(["train", "--data", "data/AwA2", "--out", $"runs/{name}", .. Short]);
        await Do("sweep", "flo.json");
        RunIds = [.. RunStore.Open(_folder["runs/runs.db"]).Runs().Select(run => run.Id)];
        await Do("key", "keys.txt", "--name", "bob");
        await Do("adapt", "runs/flowers", "photos/images", "--force");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes the run in runs/awa2 unfinished, as if it had been interrupted.</summary>
    internal async Task Interrupt()
    {
        Directory.Delete(_folder["runs/awa2"], recursive: true);
        using var process = UnseenProcess.Start(FullPath, ["train", "--data", "data/AwA2", "--out", "runs/awa2",
            "--generator", "wgan", "--hidden", "256", "--epochs", "1000", "--checkpoint-every", "0", .. Short]);
        await process.WaitUntil(() => Directory.Exists(_folder["runs/awa2/checkpoints"])
            && Directory.EnumerateFiles(_folder["runs/awa2/checkpoints"], "checkpoint-*").Any());
        Assert.False(process.HasExited, "The run ended before it could be interrupted.");
        await process.Kill();
    }

    /// <summary>Writes a table in the format of "unseen review", with a class filled in.</summary>
    public void LabelReview() => _folder.Write(
        "review.csv", "image,class,guess,probability,unseen\nlabelled/sky/1.png,sky,cyan,0.4,yes\n");

    /// <summary>Puts photographs into the project that "unseen init animals" made.</summary>
    internal void WriteAnimals()
    {
        var random = new Random(2);
        foreach (var name in new[] { "horse", "tiger", "panda", "giraffe", "zebra" })
        {
            float[] shares = [random.NextSingle(), random.NextSingle(), random.NextSingle()];
            for (var i = 0; i < 6; i++)
                ColourProject.Write(_folder[$"animals/images/{name}/{i}.png"], shares, random);
        }
    }

    /// <summary>Restores the trained model in runs/animals, with the class okapi added if requested.</summary>
    internal void RestoreClasses(bool withOkapi) => (withOkapi
        ? _animals!.WithClass("okapi", [0.2f, 0.9f, 0, 1, 0.5f])
        : _animals!).Save(_folder["runs/animals/model.safetensors"]);

    private async Task Do(params string[] args)
    {
        using var process = UnseenProcess.Start(FullPath, args);
        var run = await process.End();
        Assert.True(run.ExitCode == ExitCode.Done, $"{string.Join(' ', args)}: {run.Error}");
    }

    private void WriteData()
    {
        foreach (var name in new[] { "AwA2", "CUB", "SUN", "FLO", "animals" })
        {
            Directory.CreateDirectory(_folder[$"data/{name}"]);
            File.Copy(TinyDataset.Save(_folder), _folder[$"data/{name}/data.npz"]);
        }

        // Class descriptors of another kind, which "--semantics sent" selects.
        File.WriteAllLines(_folder["data/CUB/sent.csv"], ["class,x,y,z", .. Enumerable.Range(0, TinyDataset.Classes)
            .Select(label => $"class {(char)('a' + label)},{label + 1},{label * label % 7},{label % 3}")]);
        Directory.CreateDirectory(_folder["my-data"]);
        _folder.Write("my-data/classes.csv", "class,role,a,b\nant,seen,1,0\nbee,seen,0,1\ncat,unseen,1,1\n");
        _folder.Write("my-data/features.csv", "f1,f2\n1,2\n3,4\n5,6\n7,8\n9,1\n");
        _folder.Write("my-data/labels.csv", "label,split\n0,train\n1,train\n2,test\n0,test\n1,test\n");
        var rows = TinyDataset.Create().Features;
        File.WriteAllLines(_folder["photos.csv"], Enumerable.Range(0, 3).Select(row => string.Join(',',
            rows.Row(row).ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)))));
        Directory.CreateDirectory(_folder["shards"]);
        ShardData.WriteStored(_folder["shards/one.npz"], rows);
        ZipFile.ExtractToDirectory(_folder["shards/one.npz"], _folder["unpacked"]);
        foreach (var name in new[] { "photos.npy", "pool.npy" })
            File.Copy(_folder["unpacked/features.npy"], _folder[name]);
    }

    private void WritePhotographs()
    {
        TinyBackbone.Write(_folder["mobilenet_v2.onnx"], weights: TinyBackbone.Copies);
        foreach (var name in new[] { "net.onnx", "clip.onnx" })
            File.Copy(_folder["mobilenet_v2.onnx"], _folder[name]);
        (string Name, float[] Shares)[] classes =
        [
            ("red", [1, 0, 0]), ("green", [0, 1, 0]), ("blue", [0, 0, 1]), ("white", [1, 1, 1]), ("rose", [1, 0, 0.5f]),
            ("lime", [0.5f, 1, 0]), ("sky", [0, 0.5f, 1]), ("cyan", [0, 1, 1]),
        ];
        var random = new Random(1);
        foreach (var project in new[] { "flowers", "photos" })
        {
            foreach (var (name, shares) in classes)
                for (var i = 0; i < 6; i++)
                    ColourProject.Write(_folder[$"{project}/images/{name}/{i}.png"], shares, random);
            File.WriteAllLines(_folder[$"{project}/classes.csv"], ["class,role,r,g,b", .. classes.Select(one =>
                FormattableString.Invariant($"{one.Name},{(one.Name is "cyan" or "sky" ? "unseen" : "seen")},")
                + string.Join(',', one.Shares.Select(share => FormattableString.Invariant($"{share}"))))]);
            File.WriteAllText(_folder[$"{project}/unseen.json"], new JsonObject
            {
                ["backbone"] = "../mobilenet_v2.onnx",
                ["config"] = new JsonObject { ["classifierEpochs"] = 2 },
            }.ToJsonString());
        }

        ColourProject.Write(_folder["photo.jpg"], [1, 0, 0], random);
        _folder.Write("list.csv", "path,label\nphoto.jpg,red\n");
        _folder.Write("names.txt", "okapi\nheron\nzebra\nstork\n");
        for (var i = 0; i < UnseenModel.MinKnownPhotographs; i++)
            ColourProject.Write(_folder[$"mine/{i}.png"], [random.NextSingle(), 0.5f, 0], random);
        _folder.Write("answer.csv", "class,stripes,spots,plain\nheron,0,0,1\nstork,0.2,0,1\ncrane,0,0.5,0.5\n");
        foreach (var name in new[] { "sky", "cyan" })
            ColourProject.Write(_folder[$"labelled/{name}/1.png"], classes.Single(one => one.Name == name).Shares, random);
        ColourProject.Write(_folder["edelweiss/1.png"], [0.6f, 0.3f, 0.1f], random);
        TinyTowers.WriteJson(_folder["clip"], length: 16);
        new TinyTowers().WriteJoint(_folder["clip"]);
    }
}
