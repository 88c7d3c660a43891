using Unseen.Images;
using Unseen.Images.Backbones;

namespace Unseen.Runs.Photographs;

/// <summary>Creates a new photograph project: example folders, a table of classes, settings, and a README.md with the
/// next steps.</summary>
public static class StarterProject
{
    /// <summary>The name of the README file.</summary>
    public const string ReadmeName = "README.md";

    private const string UsualBackbone = "mobilenet_v2.onnx";

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
          // A folder with one folder a class, or a CSV of path,label.
          "images": "images",
          "classes": "classes.csv",
          // An image model in ONNX form, or a list of them.
          "backbone": "{{backbone}}",
          // What any training takes (unseen train --help), such as "sigma": 100.
          "config": {}
        }

        """;

    private static string Readme(string backbone, bool hasBackbone) => $$"""
        # A model that recognises classes nobody has a picture of

        1. **Photographs.** Put them into `images/`, one folder a class: `images/horse/1.jpg`. JPEG, PNG, WebP, GIF,
           BMP and TIFF work, of any size. 20 photographs a class and ten classes are a good start. Four folders are
           there as an example: rename or remove them.
        2. **Descriptions.** `classes.csv` has a row for every class, also for those without photographs: a name, a role
           (`seen` with photographs to learn from, `unseen` without; the column may be left out) and attributes as
           numbers, on any scale that is the same for all classes. Choose attributes that tell the classes apart.
           Instead of numbers, a column `description` of words works, with `--words GLOVE.txt` to train.
           A few photographs of unseen classes show how well those are recognised; they are never trained on.
        3. **An image model.** {{(hasBackbone ? $"`{backbone}` is there."
            : $"Put one in ONNX form here as `{backbone}`, such as MobileNetV2 from https://github.com/onnx/models.")}}
           How photographs are prepared for it is guessed from its name. A file of the same name that ends in `.json`
           says it exactly: `{"preset": "imagenet", "output": "features"}`.
        4. **Train, look, use.**

           ```console
           $ unseen doctor .   # can these descriptions work? it takes seconds, and says what to change
           $ unseen train .
           $ unseen predict runs/RUN photo.jpg
           $ unseen serve runs/RUN
           $ unseen add-class runs/RUN --name donkey --descriptor 0,0,0.3,1,0,0,1,0.5
           ```

        """;

    /// <summary>Creates the project.</summary>
    /// <param name="folder">a new or empty folder</param>
    /// <param name="backbone">an ONNX image model to copy into the project; null (default) if the user adds one
    /// later</param>
    /// <returns>the file name of the project's image model</returns>
    /// <exception cref="UsageException">The folder has files in it, or is a file.</exception>
    /// <exception cref="ImageDataException">The image model cannot be loaded.</exception>
    public static string Create(string folder, string? backbone = null)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new UsageException(
                $"DIR must be a new or empty folder, but {folder} "
                + $"{(File.Exists(folder) ? "is a file" : "has files in it")}.");
        if (backbone is not null)
            Backbone.Load(backbone).Dispose();
        foreach (var seen in _seenClasses)
            Directory.CreateDirectory(Path.Combine(folder, PhotoProject.ImagesName, seen));
        var name = backbone is null ? UsualBackbone : Path.GetFileName(backbone);
        if (backbone is not null)
            File.Copy(backbone, Path.Combine(folder, name));
        AtomicFile.WriteText(Path.Combine(folder, PhotoProject.ClassesName), Classes);
        AtomicFile.WriteText(Path.Combine(folder, PhotoProject.FileName), Settings(name));
        AtomicFile.WriteText(Path.Combine(folder, ReadmeName), Readme(name, backbone is not null));
        return name;
    }
}
