using Unseen.Options;
using Unseen.Runs.Folders;
using Unseen.Runs.Store;

namespace Unseen.Cli.Flags;

/// <summary>The flags for the store of runs.</summary>
internal static class StoreFlags
{
    private const string DefaultName = "runs.db";

    public static Flag Store { get; } = new(
        "--store", OptionKind.Text, "PLACE",
            "The store of runs: an SQLite file, or postgresql://user@host/database [default: UNSEEN_STORE, else "
            + "runs/runs.db].");

    /// <summary>Opens the store that the flags name. A new file is created if necessary.</summary>
    public static RunStore Open(FlagValues values, TimeProvider clock) => RunStore.Open(GetPlace(values), clock);

    /// <summary>Opens the store that the flags name, which must exist.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static RunStore OpenExisting(FlagValues values, TimeProvider clock)
    {
        var place = GetPlace(values);
        if (!RunStore.IsServer(place) && !File.Exists(place))
            throw new FileNotFoundException(
                $"there is no store of runs at {place}. Create one with unseen sweep, or name another with "
                    + $"{Store.Name}.");
        return RunStore.Open(place, clock);
    }

    private static string GetPlace(FlagValues values) =>
        values.Text(Store) ?? (Environment.GetEnvironmentVariable(RunStore.PlaceVariable) is { Length: > 0 } place
            ? place
            : Path.Combine(ResultFolder.DefaultParent, DefaultName));
}
