using System.CommandLine;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Cli.Flags;

/// <summary>The flags of one command.</summary>
internal sealed class FlagSet
{
    private readonly Dictionary<Flag, Option> _options;
    private readonly TrainingFlags? _training;

    /// <summary>Adds the flags to a command, in the given order.</summary>
    public FlagSet(Command command, params IEnumerable<Flag> flags)
        : this(command, null, flags)
    {
    }

    /// <summary>Adds the flags to a command that uses methods, in the given order.</summary>
    public FlagSet(Command command, TrainingFlags? training, IEnumerable<Flag> flags)
    {
        _training = training;
        flags = [.. flags];
        (command as DocumentedCommand)?.Flags.AddRange(flags);
        _options = flags.ToDictionary(flag => flag, flag => flag.ToOption());
        foreach (var option in _options.Values)
            command.Add(option);
    }

    /// <summary>Reads the values of a command line and of its configuration file, if it names one. The command line
    /// takes precedence.</summary>
    /// <param name="parsed">the parsed command line of this command</param>
    /// <param name="lists">whether a configuration file can have lists, for a grid; default false</param>
    public FlagValues Read(ParseResult parsed, bool lists = false)
    {
        var values = new FlagValues(_training);
        foreach (var (flag, option) in _options)
            if (parsed.GetResult(option) is { Implicit: false })
                values.Set(flag, flag.Kind == OptionKind.Switch ? FlagValues.On
                    : parsed.GetValue((Option<string>)option)!, flag.Name);
        values.CloseTogether(SeedFlags.Seed, SeedFlags.Seeds);
        values.CloseTogether(CommonFlags.Cache, CommonFlags.NoCache);
        if (values.Text(ResumeFlags.Resume) is { } run)
            ReadUnfinishedRun(run, values);
        if (values.Text(CommonFlags.Config) is { } path)
            ConfigFile.Read(path, [.. _options.Keys.Where(flag => flag.InConfig)], lists, values);
        return values;
    }

    /// <summary>Sets the options that an unfinished run started with, unless the command line sets them. Training then
    /// refuses to resume the run if an option differs.</summary>
    private void ReadUnfinishedRun(string run, FlagValues values)
    {
        foreach (var flag in new[] { CommonFlags.Config, CommonFlags.Out, CommonFlags.Overwrite })
            if (values.Text(flag) is not null)
                throw UsageException.Together(flag.Name, ResumeFlags.Resume.Name);
        var file = Path.Combine(RunFolder.Unfinished(run), RunDescription.FileName);
        if (!File.Exists(file))
            throw new UsageException(
                $"{ResumeFlags.Resume.Name} {run}: there is no unfinished run in this folder (no "
                    + $"{RunDescription.FileName}). Name the folder that unseen train wrote.");
        ConfigFile.Read(file, [.. _options.Keys.Where(flag => flag.InConfig)], lists: false, values);
    }

    /// <summary>Sets flags from the configuration section of a project's file, unless they are set already.</summary>
    public void ReadSection(string path, FlagValues values) =>
        ConfigFile.ReadSection(path, [.. _options.Keys.Where(flag => flag.InConfig)], values);
}
