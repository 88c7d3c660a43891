namespace Unseen.Web.Tests;

/// <summary>Tests that measure the whole process, so that no others may run at the same time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
