namespace Unseen.Cli.Tests.Messages;

/// <summary>Files and folders with all that people get wrong.</summary>
internal static class BadFiles
{
    private const string Classes = "class,role,a,b\nant,seen,1,0\nbee,seen,0,1\ncat,unseen,1,1\n";
    private const string Features = "f1,f2\n1,2\n3,4\n5,6\n7,8\n";
    private const string Labels = "label\nant\nbee\ncat\nant\n";

    /// <summary>Writes them into the folder "bad".</summary>
    /// <param name="folder">where to</param>
    /// <param name="data">a good .npz file, to damage a copy of</param>
    /// <param name="model">a good model file, to damage a copy of</param>
    public static void Write(TemporaryFolder folder, string data, string model)
    {
        Directory.CreateDirectory(folder["bad"]);
        var (npz, weights) = (File.ReadAllBytes(data), File.ReadAllBytes(model));
        File.WriteAllBytes(folder["bad/cut.npz"], npz[..(npz.Length / 2)]);
        File.WriteAllBytes(folder["bad/cut.safetensors"], weights[..(weights.Length / 2)]);
        foreach (var (name, text) in new (string, string)[]
        {
            ("empty.npz", ""), ("table.npz", Features), ("empty.csv", ""), ("text.safetensors", "hello"),
            ("narrow.csv", Features), ("letters.csv", "f1,f2\n1,two\n"), ("words.csv", "hello world\n"),
            ("image.onnx", "hello"), ("keys.txt", "anna secret\n"), ("store.db", new string('x', 5000)),
            ("broken.json", "{ nonsense"), ("list.json", "[1]"), ("unknown.json", """{"sigmaa": 3}"""),
            ("kind.json", """{"epochs": "ten"}"""), ("plugin.dll", "hello"),
            ("spec-without-data.json", "{}"), ("spec-unknown.json", """{"datasets": ["a"], "varry": {}}"""),
            ("spec-option.json", """{"datasets": ["a"], "options": {"pseudos": 1}}"""),
            ("spec-both.json", """{"datasets": ["a"], "options": {"pseudo": 1}, "vary": {"pseudo": [2]}}"""),
            ("spec-range.json",
                """{"datasets": ["a"], "search": {"random": 1}, "vary": {"sigma": {"from": 2, "to": 1}}}"""),
            ("spec-large.json", """{"datasets": ["a"], "seeds": 1000, "search": {"random": 101}, "vary": {"pseudo": {"from": 1, "to": 500}}}"""),
            ("photo.txt", "no picture"),
        })
            folder.Write($"bad/{name}", text);
        Dataset(folder, "nothing");
        Dataset(folder, "no-labels", ("classes.csv", Classes), ("features.csv", Features));
        Dataset(folder, "ragged", ("classes.csv", Classes + "dog,unseen,1\n"), ("features.csv", Features),
            ("labels.csv", Labels));
        Dataset(folder, "few-labels", ("classes.csv", Classes), ("features.csv", Features),
            ("labels.csv", "label\nant\nbee\n"));
        Dataset(folder, "other-class", ("classes.csv", Classes), ("features.csv", Features),
            ("labels.csv", Labels.Replace("cat", "dog", StringComparison.Ordinal)));
        Dataset(folder, "no-role", ("classes.csv", "class,a,b\nant,1,0\nbee,0,1\ncat,1,1\n"),
            ("features.csv", Features), ("labels.csv", Labels));
        Dataset(folder, "twice", ("classes.csv", Classes + "ant,seen,1,0\n"), ("features.csv", Features),
            ("labels.csv", Labels));
        Dataset(folder, "nan", ("classes.csv", Classes),
            ("features.csv", Features.Replace("5", "nan", StringComparison.Ordinal)), ("labels.csv", Labels));
        Dataset(folder, "no-classes", ("features.csv", Features), ("labels.csv", Labels));
        Dataset(folder, "project", ("classes.csv", "class\nred\nblue\n"), ("unseen.json", "{ \"bakbone\": \"x\" }"));
        Directory.CreateDirectory(folder["bad/project/images"]);
    }

    private static void Dataset(TemporaryFolder folder, string name, params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(folder[$"bad/{name}"]);
        foreach (var (file, text) in files)
            folder.Write($"bad/{name}/{file}", text);
    }
}
