namespace Unseen.Runs;

/// <summary>The clock, cancellation and output that long work uses.</summary>
public sealed record RunContext
{
    /// <summary>The clock, default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Stops the work; what is there by then is kept.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Receives a line on each stage that ends, default nobody.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Receives a line on everything that the user may want to change, default nobody.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Shows how far the work is, default nowhere.</summary>
    public IWorkDisplay Display { get; init; } = new NoDisplay();
}
