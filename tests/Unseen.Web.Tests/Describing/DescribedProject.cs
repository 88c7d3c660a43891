using System.Globalization;
using SkiaSharp;
using Unseen.Images.Tests;
using Unseen.Runs.Photographs;

namespace Unseen.Web.Tests.Describing;

/// <summary>A project of photographs of one colour each. Its table says how red, green and blue each class is. Further
/// attributes are unrelated to the colours. The last two classes are unseen.</summary>
internal sealed class DescribedProject : IDisposable
{
    private static readonly string[] _shares = ["redness", "greenness", "blueness"];

    /// <param name="classes">number of classes, at least 8</param>
    /// <param name="attributes">number of attributes, at least 3</param>
    /// <param name="isEmpty">whether the cell of a class and an attribute is empty; null (default) if no cell is
    /// empty</param>
    public DescribedProject(int classes = 10, int attributes = 4, Func<int, int, bool>? isEmpty = null)
    {
        Folder = Directory.CreateTempSubdirectory("unseen-describe-").FullName;
        TinyBackbone.Write(Path.Combine(Folder, "tiny.onnx"), weights: TinyBackbone.Copies);
        File.WriteAllText(Path.Combine(Folder, "tiny.json"),
            """{ "resize": 10, "crop": 8, "mean": [0, 0, 0], "std": [255, 255, 255] }""");
        File.WriteAllText(Path.Combine(Folder, PhotoProject.FileName), """{ "backbone": "tiny.onnx" }""");
        var random = new Random(1);
        List<string> lines = [$"class,role,{string.Join(',', Enumerable.Range(0, attributes).Select(GetName))}"];
        for (var c = 0; c < classes; c++)
        {
            double[] values = [.. Enumerable.Range(0, attributes).Select(_ => Math.Round(random.NextDouble(), 2))];
            var cells = values.Select((value, a) => isEmpty?.Invoke(c, a) == true ? ""
                : value.ToString(CultureInfo.InvariantCulture));
            lines.Add($"class{c},{(c < classes - 2 ? "seen" : "unseen")},{string.Join(',', cells)}");
            Directory.CreateDirectory(Path.Combine(Folder, "images", $"class{c}"));
            for (var i = 0; i < 6; i++)
                File.WriteAllBytes(Path.Combine(Folder, "images", $"class{c}", $"{i}.png"),
                    Pictures.Solid(12, 12, new SKColor(Channel(0), Channel(1), Channel(2))));
            byte Channel(int share) => (byte)Math.Clamp((values[share] * 235) + random.Next(0, 20), 0, 255);
        }

        File.WriteAllLines(Table, lines);
    }

    public string Folder { get; }

    public string Table => Path.Combine(Folder, PhotoProject.ClassesName);

    public PhotoProject Project => PhotoProject.OpenUnfinished(Folder);

    public static string GetName(int attribute) => attribute < 3 ? _shares[attribute] : $"attribute_{attribute}";

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
