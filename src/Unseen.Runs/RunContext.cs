namespace Unseen.Runs;

/// <summary>The clock, cancellation and output of a long operation.</summary>
public sealed record RunContext
{
    /// <summary>The clock, default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Stops the operation. Finished results are kept.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Receives messages, for example at the end of a stage, on any thread. They are ignored by
    /// default.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Receives warnings on any thread. They are ignored by default.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Shows the progress; default none.</summary>
    public IWorkDisplay Display { get; init; } = new NoDisplay();
}
