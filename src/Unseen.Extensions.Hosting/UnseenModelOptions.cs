namespace Unseen.Extensions.Hosting;

/// <summary>The options of one model in a host. They are checked when the host starts.</summary>
public sealed class UnseenModelOptions
{
    /// <summary>A model file, or a run folder that contains <c>model.safetensors</c>. Required.</summary>
    public string Path { get; set; } = "";

    /// <summary>How often the model file is checked for changes, from 10 milliseconds to 49 days, default 1
    /// second.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the health check reports degraded after a changed file was refused. After that, it reports unhealthy.
    /// At least 0, default 5 minutes.
    /// </summary>
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The maximum length of an encoded photograph, in bytes, at least 1, default 20 MiB.</summary>
    public long MaxImageBytes { get; set; } = 20L << 20;

    /// <summary>The maximum number of pixels that a photograph may declare, at least 1, default 50 million.</summary>
    public long MaxPixels { get; set; } = 50_000_000;
}
