using System.Text;

namespace Unseen.Cli.Tests.Messages;

/// <summary>Wrong, incomplete and damaged files and folders.</summary>
internal static class BadFiles
{
    private const string Classes = "class,role,a,b\nant,seen,1,0\nbee,seen,0,1\ncat,unseen,1,1\n";
    private const string Features = "f1,f2\n1,2\n3,4\n5,6\n7,8\n";
    private const string Labels = "label\nant\nbee\ncat\nant\n";

    /// <summary>Writes these files and folders into the subfolder "bad".</summary>
    /// <param name="folder">the folder in which the subfolder is created</param>
    /// <param name="data">a valid .npz file, of which damaged copies are written</param>
    /// <param name="model">a valid model file, of which a damaged copy is written</param>
    public static void Write(TemporaryFolder folder, string data, string model)
    {
        Directory.CreateDirectory(folder["bad"]);
        var (npz, weights) = (File.ReadAllBytes(data), File.ReadAllBytes(model));
        File.WriteAllBytes(folder["bad/cut.npz"], npz[..(npz.Length / 2)]);
        File.WriteAllBytes(folder["bad/cut.safetensors"], weights[..^40]);
        foreach (var (name, text) in new (string, string)[]
        {
            ("empty.npz", ""), ("table.npz", Features), ("empty.csv", ""), ("text.safetensors", "hello"),
            ("narrow.csv", Features), ("letters.csv", "f1,f2\n1,two\n"), ("words.csv", "hello world\n"),
            ("image.onnx", "hello"), ("keys.txt", "anna secret\n"), ("store.db", new string('x', 5000)),
            ("broken.json", "{ nonsense"), ("list.json", "[1]"), ("unknown.json", """{"sigmaa": 3}"""),
            ("kind.json", """{"epochs": "ten"}"""), ("plugin.dll", "hello"),
            ("spec-without-data.json", "{}"), ("spec-unknown.json", """{"datasets": ["a"], "varry": {}}"""),
            ("spec-good.json", """{"datasets": ["a"]}"""),
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
        Dataset(folder, "labelled/giraffe", ("1.png", "no picture"));
        Dataset(folder, "labelled-broken/yellow", ("1.png", "no picture"));
        Dataset(folder, "unlabelled", ("1.png", "no picture"));
        WriteBinary(folder, npz);
    }

    /// <summary>Writes binary files that begin like valid files but cannot be read.</summary>
    private static void WriteBinary(TemporaryFolder folder, byte[] npz)
    {
        var noise = new byte[600];
        new Random(4).NextBytes(noise);
        var flipped = (byte[])npz.Clone();
        for (var i = 200; i < 400; i++)
            flipped[i] ^= 0x55;
        File.WriteAllBytes(folder["bad/flipped.npz"], flipped);
        byte[] hdf = [0x89, .. "HDF\r\n\x1a\n"u8, .. noise];
        File.WriteAllBytes(folder["bad/noise.h5"], hdf);
        File.WriteAllBytes(folder["bad/noise.mat"],
            [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124)), 0, 1, (byte)'I', (byte)'M', .. noise]);
        File.WriteAllBytes(folder["bad/noise.parquet"], [.. "PAR1"u8, .. noise, 100, 0, 0, 0, .. "PAR1"u8]);
        File.WriteAllBytes(folder["bad/cut.parquet"], [.. "PAR1"u8, .. noise]);
        File.WriteAllBytes(folder["bad/call.npy"], Npy("|O", "(1,)", [0x80, 2, .. "cos\nsystem\n."u8]));
        File.WriteAllBytes(folder["bad/complex.npy"], Npy("<c8", "(1, 1)", noise.AsSpan(0, 8)));
        File.WriteAllBytes(folder["bad/old.pt"], [0x80, 2, .. noise]);
        Zip(folder["bad/noise.pt"], "archive/data.pkl", noise);
        Zip(folder["bad/call.pt"], "archive/data.pkl", [0x80, 2, .. "cos\nsystem\nU\x02ls"u8, 0x85, .. "R."u8]);
        Zip(folder["bad/photos.zip"], "a.png", noise);
        Dataset(folder, "workbook", ("classes.csv", Classes), ("labels.csv", Labels));
        Zip(folder["bad/workbook/features.xlsx"], "xl/workbook.xml", noise);
        Dataset(folder, "no-workbook", ("classes.csv", Classes), ("labels.csv", Labels));
        Zip(folder["bad/no-workbook/features.xlsx"], "a.txt", noise);
        Dataset(folder, "no-table", ("classes.csv", Classes), ("labels.csv", Labels));
        File.Copy(folder["bad/noise.parquet"], folder["bad/no-table/features.parquet"], overwrite: true);
    }

    private static byte[] Npy(string type, string shape, ReadOnlySpan<byte> content)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. content];
    }

    private static void Zip(string path, string name, byte[] content) =>
        File.WriteAllBytes(path, ZipBytes.Create((name, content)));

    private static void Dataset(TemporaryFolder folder, string name, params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(folder[$"bad/{name}"]);
        foreach (var (file, text) in files)
            folder.Write($"bad/{name}/{file}", text);
    }
}
