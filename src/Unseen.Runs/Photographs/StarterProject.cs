namespace Unseen.Runs.Photographs;

/// <summary>The files of a new project.</summary>
internal static class StarterProject
{
    public const string UsualBackbone = "mobilenet_v2.onnx";

    public static IReadOnlyList<string> SeenClasses { get; } = ["horse", "tiger", "panda", "giraffe"];

    public const string Classes = """
        class,role,stripes,black_and_white,long_neck,hooves,claws,eats_meat,eats_grass,big
        horse,seen,0,0,0.3,1,0,0,1,0.7
        tiger,seen,1,0,0,0,1,1,0,0.6
        panda,seen,0,1,0,0,1,0,0.2,0.5
        giraffe,seen,0,0,1,1,0,0,0.3,1
        zebra,unseen,1,1,0.3,1,0,0,1,0.6
        okapi,unseen,0.6,0.4,0.6,1,0,0,0.5,0.7

        """;

    public static string Settings(string backbone) => $$"""
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

    public static string Readme(string backbone, bool hasBackbone) => $$"""
        # A model that recognises classes nobody has a picture of

        1. **Photographs.** Put them into `images/`, one folder a class: `images/horse/1.jpg`. JPEG, PNG, WebP, GIF and BMP will do, of any size; 20 a
           class are a good start, and ten classes or more. Four folders are there as an example: rename or remove them.
        2. **Descriptions.** `classes.csv` has a row for every class, also for those without photographs: a name, a role (`seen` with photographs to learn
           from, `unseen` without; the column may be left out) and attributes as numbers, on any scale that is the same for all classes. What sets
           classes apart matters. In the place of numbers, a column `description` of words will do, with `--words GLOVE.txt` to train.
           A few photographs of unseen classes tell how well those are recognised; they are never trained on.
        3. **An image model.** {{(hasBackbone ? $"`{backbone}` is there." : $"Put one in ONNX form here as `{backbone}`, such as MobileNetV2 from https://github.com/onnx/models.")}}
           How photographs are made ready for it is guessed from its name, or said in a file of its name that ends in `.json`:
           `{"preset": "imagenet", "output": "features"}`.
        4. **Train, look, use.**

           ```console
           $ unseen train .
           $ unseen predict runs/RUN photo.jpg
           $ unseen serve runs/RUN
           $ unseen add-class runs/RUN --name donkey --descriptor 0,0,0.3,1,0,0,1,0.5
           ```

        """;
}
