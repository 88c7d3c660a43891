using FsCheck;
using Microsoft.FSharp.Core;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>How FsCheck tries properties here: on random cases, but on the same ones each time.</summary>
internal static class SameCases
{
    public static Config Of(int count) => Config.QuickThrowOnFailure
        .WithMaxTest(count)
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20261127, 1), FSharpOption<int>.None)));
}
