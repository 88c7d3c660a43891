using Unseen.Data;

namespace Unseen.Benchmarks;

/// <summary>A synthetic dataset of any size. Features and descriptors are linear functions of the same latent traits of
/// a class. Noise is added to the features, and negative features become 0. A fifth of the classes is unseen.</summary>
internal static class MadeUpDataset
{
    private const int Latent = 16;

    /// <summary>Creates the dataset in memory.</summary>
    public static GzslDataset Create(int samples, int width, int classes, int descriptor)
    {
        var values = new float[(long)samples * width];
        var features = new FeatureMatrix(values, samples, width);
        var world = new World(width, classes, descriptor);
        Parallel.For(0, samples, row => world.Fill(row, features.WritableRow(row)));
        return world.CreateDataset(features);
    }

    /// <summary>Writes the features to a .npy file, in chunks, and the classes and labels to tables in the same
    /// folder.</summary>
    public static void Write(string folder, int samples, int width, int classes, int descriptor)
    {
        var world = new World(width, classes, descriptor);
        Directory.CreateDirectory(folder);
        using (var file = File.Create(Path.Combine(folder, "features.npy")))
        {
            WriteNpyHeader(samples, width, file);
            const int rows = 4096;
            var chunk = new float[rows * width];
            for (var start = 0; start < samples; start += rows)
            {
                var count = Math.Min(rows, samples - start);
                Parallel.For(0, count, i => world.Fill(start + i, chunk.AsSpan(i * width, width)));
                file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(chunk.AsSpan(0, count * width)));
            }
        }

        File.WriteAllLines(Path.Combine(folder, "labels.csv"),
            ["label", .. Enumerable.Range(0, samples).Select(row => World.GetName(row % classes))]);
        File.WriteAllLines(Path.Combine(folder, "classes.csv"), world.ClassLines());
    }

    private static void WriteNpyHeader(int rows, int columns, Stream file)
    {
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}".PadRight(128 - 11)
            + "\n";
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0]);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The latent traits of the classes, and the maps from traits to features and descriptors.</summary>
    private sealed class World
    {
        private readonly int _classes;
        private readonly float[][] _traits, _toFeatures, _toDescriptor;

        public World(int width, int classes, int descriptor)
        {
            var random = new Random(1);
            float[][] Matrix(int rows) =>
                [.. Enumerable.Range(0, rows).Select(_ =>
                Enumerable.Range(0, Latent).Select(_ => random.NextSingle() - 0.5f).ToArray())];
            _classes = classes;
            (_traits, _toFeatures, _toDescriptor) = (Matrix(classes), Matrix(width), Matrix(descriptor));
        }

        public static string GetName(int label) => $"class {label}";

        public void Fill(int row, Span<float> features)
        {
            var random = new Random(row);
            var traits = _traits[row % _classes];
            for (var d = 0; d < features.Length; d++)
                features[d] = Math.Max(0, 1 + System.Numerics.Tensors.TensorPrimitives.Dot<float>(
                    traits, _toFeatures[d]) + (random.NextSingle() - 0.5f));
        }

        public IEnumerable<string> ClassLines()
        {
            yield return string.Join(',', ["class", "role",
                .. Enumerable.Range(0, _toDescriptor.Length).Select(a => $"a{a}")]);
            for (var label = 0; label < _classes; label++)
                yield return string.Join(',', [GetName(label), IsSeen(label) ? "seen"
                    : "unseen", .. Descriptor(label)
                    .Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture))]);
        }

        public GzslDataset CreateDataset(FeatureMatrix features)
        {
            int[] rows = [.. Enumerable.Range(0, features.Rows)];
            return new GzslDataset
            {
                Name = "made-up",
                Features = features,
                Labels = [.. rows.Select(row => row % _classes)],
                ClassNames = [.. Enumerable.Range(0, _classes).Select(GetName)],
                Descriptors = new FeatureMatrix([.. Enumerable.Range(0, _classes).SelectMany(Descriptor)], _classes,
                    _toDescriptor.Length),
                Split = new GzslSplit
                {
                    TrainVal = [.. rows.Where(row => IsSeen(row % _classes) && row / _classes % 5 != 0)],
                    TestSeen = [.. rows.Where(row => IsSeen(row % _classes) && row / _classes % 5 == 0)],
                    TestUnseen = [.. rows.Where(row => !IsSeen(row % _classes))],
                },
            };
        }

        private static bool IsSeen(int label) => label % 5 != 4;

        private IEnumerable<float> Descriptor(int label) =>
            _toDescriptor.Select(row => System.Numerics.Tensors.TensorPrimitives.Dot<float>(_traits[label], row));
    }
}
