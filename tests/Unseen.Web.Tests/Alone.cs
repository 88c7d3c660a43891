namespace Unseen.Web.Tests;

/// <summary>The collection of tests that measure the whole process. No other test may run at the same time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
