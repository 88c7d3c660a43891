using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using Prometheus;

namespace Unseen.Web;

/// <summary>The metrics other than HTTP metrics: models, queue, process and build.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    private readonly MeterExport _export;

    public ServiceMetrics(IMeterFactory meters)
    {
        var factory = Metrics.WithCustomRegistry(Registry);
        factory.CreateGauge("unseen_build_info", "Always 1; its labels say what is running.",
            ["version", "dotnet", "architecture"]).WithLabels(Version, Environment.Version.ToString(),
                RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()).Set(1);
        DotNetStats.Register(Registry);
        _export = new MeterExport(factory, meters);
        Registry.AddBeforeCollectCallback(_export.Observe);
    }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    private static string Version =>
        typeof(ServiceMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    public void Dispose() => _export.Dispose();
}
