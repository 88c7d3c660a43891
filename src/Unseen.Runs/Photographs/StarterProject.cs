using System.Buffers;
using System.Text.Json;
using Unseen.Images;
using Unseen.Images.Backbones;
using Unseen.Runs.Annotation;
using Unseen.Runs.Folders;

namespace Unseen.Runs.Photographs;

/// <summary>Creates a new photograph project: example folders, a table of classes, settings, and a README.md with the
/// next steps.</summary>
public static class StarterProject
{
    /// <summary>The name of the README file.</summary>
    public const string ReadmeName = "README.md";

    /// <summary>The file name that the settings of a project contain if it was created without an image model. The user
    /// adds this file.</summary>
    internal const string UsualBackbone = "mobilenet_v2.onnx";

    private static readonly SearchValues<char> _notInFolderNames = SearchValues.Create("/\\:*?\"<>|");

    private static readonly string[] _seenClasses = ["horse", "tiger", "panda", "giraffe"];

    private const string Classes = """
        class,role,stripes,black_and_white,long_neck,hooves,claws,eats_meat,eats_grass,big
        horse,seen,0,0,0.3,1,0,0,1,0.7
        tiger,seen,1,0,0,0,1,1,0,0.6
        panda,seen,0,1,0,0,1,0,0.2,0.5
        giraffe,seen,0,0,1,1,0,0,0.3,1
        zebra,unseen,1,1,0.3,1,0,0,1,0.6
        okapi,unseen,0.6,0.4,0.6,1,0,0,0.5,0.7

        """;

    private static string Settings(string backbone) => $$"""
        {
          // A folder with one folder per class, or a CSV of path,label.
          "images": "images",
          "classes": "classes.csv",
          // An image model in ONNX form, or a list of them.
          "backbone": {{JsonSerializer.Serialize(backbone)}},
          // Options for training, such as "sigma": 100. unseen train --help lists them.
          "config": {}
        }

        """;

    private static string Readme(string backbone, bool hasBackbone, string folders) => $$"""
        # A model that recognises classes nobody has a picture of

        1. **Photographs.** Put them into `images/`, one folder per class: `images/horse/1.jpg`. JPEG, PNG, WebP, GIF,
           BMP and TIFF work, of any size. 20 photographs per class and ten classes are a good start. {{folders}}
        2. **Descriptions.** `classes.csv` has a row for every class, also for those without photographs: a name, a role
           (`seen` with photographs to learn from, `unseen` without; the column may be left out) and attributes as
           numbers, on any scale that is the same for all classes. Choose attributes that tell the classes apart.
           `unseen describe .` opens a page to fill the table in by hand; `unseen init . --attributes-prompt` prints
           what to ask a language model, and `unseen init . --attributes ANSWER` reads its answer.
           Instead of numbers, a column `description` of words works, with `--words GLOVE.txt` to train.
           A few photographs of unseen classes show how well these classes are recognised. Training never uses them.
        3. **An image model.** {{(hasBackbone ? $"`{backbone}` is there."
            : $"Put one in ONNX form here as `{backbone}`, such as MobileNetV2 from https://github.com/onnx/models.")}}
           How photographs are prepared for the model is guessed from its file name. To specify it, add a file of the
           same name that ends in `.json`: `{"preset": "imagenet", "output": "features"}`.
        4. **Train, look, use.**

           ```console
           $ unseen describe . # a page for the table of classes; it shows how well the classes can be recognised
           $ unseen doctor .   # can these descriptions work? it takes seconds, and says what to change
           $ unseen train .
           $ unseen predict runs/RUN photo.jpg
           $ unseen serve runs/RUN
           $ unseen add-class runs/RUN --name donkey --descriptor 0,0,0.3,1,0,0,1,0.5
           ```

        """;

    /// <summary>Creates the project.</summary>
    /// <param name="folder">a new or empty folder</param>
    /// <param name="backbone">path of an ONNX image model to copy into the project, with its settings and constants if
    /// these are in files beside it; null (default) if the user adds one later</param>
    /// <param name="table">the classes, with or without attributes; null (default) for an example</param>
    /// <returns>the file name of the project's image model</returns>
    /// <exception cref="UsageException">The folder is a file or is not empty, the name of a class is not valid for a
    /// folder, or the settings files of the image model and of the project would have the same name.</exception>
    /// <exception cref="ImageDataException">The image model cannot be loaded.</exception>
    public static string Create(string folder, string? backbone = null, AttributeTable? table = null)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new UsageException(
                $"{folder} {(File.Exists(folder) ? "is a file" : "already has files in it")}. Name a new or "
                    + "empty folder.");
        string[] folders = table is null ? _seenClasses : [.. table.Classes.Select(one => one.Name)];
        if (folders.FirstOrDefault(name => name.AsSpan().ContainsAny(_notInFolderNames) || name.StartsWith('.')
            || name.EndsWith('.') || name.Any(char.IsControl)) is { } unusable)
            throw new UsageException($"The class '{unusable}' cannot have a folder of this name. Leave out "
                + "/ \\ : * ? \" < > | and dots at the ends.");
        if (Path.ChangeExtension(Path.GetFileName(backbone), ".json") is { } settingsName
            && settingsName.Equals(PhotoProject.FileName, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"The image model cannot be called {Path.GetFileName(backbone)} in a project: its "
                + $"settings would be in {PhotoProject.FileName}, which is for the settings of the project. Rename "
                + "the model.");
        using var loaded = backbone is null ? null : Backbone.Load(backbone);
        foreach (var name in folders)
            Directory.CreateDirectory(Path.Combine(folder, PhotoProject.ImagesName, name));
        var model = backbone is null ? UsualBackbone : Path.GetFileName(backbone);
        if (loaded is not null)
        {
            ModelFile.CopyImageModel(loaded, Path.Combine(folder, model));
            // The settings file says how photographs are prepared for the model.
            var settings = Path.ChangeExtension(model, ".json");
            if (Path.ChangeExtension(loaded.Path, ".json") is var given && File.Exists(given))
                File.Copy(given, Path.Combine(folder, settings));
        }

        var classes = Path.Combine(folder, PhotoProject.ClassesName);
        if (table is null)
            AtomicFile.WriteText(classes, Classes);
        else
            AttributeFiles.Create(classes, table).Save();
        AtomicFile.WriteText(Path.Combine(folder, PhotoProject.FileName), Settings(model));
        AtomicFile.WriteText(Path.Combine(folder, ReadmeName), Readme(model, backbone is not null, table is null
            ? "Four folders are\n   there as an example: rename or remove them."
            : "If you have no\n   photographs of a class, leave its folder empty."));
        return model;
    }

    /// <summary>Gets lines that say what is in a new project, and what to do next.</summary>
    /// <param name="folder">the project</param>
    /// <param name="model">the file name of its image model</param>
    /// <param name="table">its table of classes, or null for the example</param>
    /// <param name="lacksModel">whether the user must still add the image model</param>
    internal static IEnumerable<string> NextSteps(string folder, string model, AttributeTable? table, bool lacksModel)
    {
        yield return $"{folder}: images/, {PhotoProject.ClassesName}, {PhotoProject.FileName} and a README.md that "
            + "says how to go on";
        if (table is not null)
            yield return $"{table.Classes.Count} classes by {table.Attributes.Count} attributes. "
                + AttributeCounts.Literature;
        yield return "";
        var quoted = Words.Quoted(folder);
        yield return $"Next  put photographs into {Path.Combine(folder, PhotoProject.ImagesName)}, one folder per "
            + "class";
        yield return $"      unseen describe {quoted}   opens a page to describe all classes, also those without "
            + "photographs";
        if (lacksModel)
            yield return $"      put an image model there as {model}: see {Path.Combine(folder, ReadmeName)}";
        yield return $"      unseen doctor {quoted}   says whether the descriptions can work";
        yield return $"      unseen train {quoted}";
    }
}
