namespace Unseen.Web.Tests;

/// <summary>Tests that measure the process, and run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
