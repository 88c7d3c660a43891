namespace Unseen.Cli.Flags;

/// <summary>What a flag's value is.</summary>
internal enum FlagKind
{
    Text,
    Choice,
    Whole,
    Number,
    NumberOrAuto,
    Switch,

    /// <summary>A count, or numbers with commas between them.</summary>
    CountOrList,
}
