using BenchmarkDotNet.Attributes;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Data.Loading;

namespace Unseen.Benchmarks;

/// <summary>
/// Loads the dataset folder that UNSEEN_BENCH_DATA names. UNSEEN_BENCH_FEATURES names the features file in the folder;
/// the default is res101, or the folder's only features file. The times include checks and checksums, unless the
/// cache makes them unnecessary. Without UNSEEN_BENCH_DATA, loads a synthetic dataset of FLO's size, which has no
/// MATLAB file.
/// </summary>
public class LoadBenchmark
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unseen-benchmark-").FullName;
    private readonly string? _data = Environment.GetEnvironmentVariable("UNSEEN_BENCH_DATA");
    private readonly string? _features = Environment.GetEnvironmentVariable("UNSEEN_BENCH_FEATURES");
    private string _converted = "";
    private DatasetCache _cache = null!;

    [GlobalSetup]
    public void Setup()
    {
        _converted = Path.Combine(_folder, "converted.npz");
        _cache = new DatasetCache(Path.Combine(_folder, "cache"));
        if (_data is null)
            Console.WriteLine(
                "// UNSEEN_BENCH_DATA is not set, so there is no MATLAB file: the benchmark 'Files' reads the same "
                + "converted file as 'Converted'.");
        DatasetConverter.Save(_data is null ? MadeUpDataset.Create(
            8189, Sizes.Features, Sizes.Classes, Sizes.Descriptor) : Load(null), _converted);
    }

    [Benchmark(Baseline = true)]
    public GzslDataset Files() => Load(null);

    [Benchmark]
    public GzslDataset Converted() => DatasetLoader.Load(_converted);

    [Benchmark]
    public GzslDataset Cached() => Load(_cache);

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    private GzslDataset Load(DatasetCache? cache) => _data is null
        ? DatasetLoader.Load(_converted, cache: cache)
        : DatasetLoader.Load(_data, _features, cache: cache);
}
