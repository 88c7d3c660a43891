using FsCheck;
using Microsoft.FSharp.Core;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>Configures FsCheck to check properties on random cases that are the same in every run.</summary>
internal static class SameCases
{
    public static Config Create(int count) => Config.QuickThrowOnFailure
        .WithMaxTest(count)
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20261127, 1), FSharpOption<int>.None)));
}
