using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Data.Loading;
using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen data convert</c>: converts a dataset of any layout to a .npz file.</summary>
internal static class ConvertCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("DIR") { Description = "The dataset: a folder or one file." };
        var output = new Argument<string>("OUT.npz") { Description = "File to write. An existing one is replaced." };
        var command = new DocumentedCommand("convert",
            "Convert a dataset to one .npz file, which loads faster and can be read by NumPy.")
        {
            Examples = ["unseen data convert data/AwA2 awa2.npz",
                "unseen data convert data/CUB cub-sent.npz --semantics sent",
                "unseen data convert my-data my-data.npz --counted-from 0"],
        };
        command.Add(input);
        command.Add(output);
        var flags = new FlagSet(command, [CommonFlags.Features, CommonFlags.Semantics, .. ReadingFlags.All]);
        command.SetAction(parsed =>
        {
            var values = flags.Read(parsed);
            var path = parsed.GetRequiredValue(output);
            if (!path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"OUT.npz must be a path that ends in .npz, but was '{path}'.");
            var dataset = DatasetLoader.Load(
                parsed.GetRequiredValue(input), values.Text(CommonFlags.Features), values.Text(CommonFlags.Semantics),
                reading: ReadingFlags.Read(values));
            OutputFile.RequireOther(output.Name, path, [parsed.GetRequiredValue(input), .. dataset.Checksums.Keys
                .Select(name => Path.Combine(parsed.GetRequiredValue(input), name))]);
            foreach (var note in dataset.Notes)
                terminal.Output.WriteLine(note);
            DatasetConverter.Save(dataset, path);
            terminal.Output.WriteLine($"{path}: {Words.Megabytes(new FileInfo(path).Length)}");
        });
        return command;
    }
}
