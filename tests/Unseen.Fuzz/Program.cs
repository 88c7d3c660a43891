using SharpFuzz;
using Unseen.Fuzz;

// Unseen.Fuzz instrument FOLDER: makes the assemblies of this project in a folder report the branches that they take.
// Unseen.Fuzz check TARGET FILE...: reads files as a fuzzer would have them read, and says what came of each.
// Unseen.Fuzz TARGET: what afl-fuzz runs.
switch (args)
{
    case ["instrument", var folder]:
        foreach (var assembly in Instrumentation.AssembliesIn(folder))
            Instrumentation.Apply(assembly);
        return 0;
    case ["check", var name, .. var files]:
        var checkedTarget = Targets.Find(name);
        foreach (var file in files)
            Console.WriteLine($"{file}: {checkedTarget.Read(File.ReadAllBytes(file))}");
        return 0;
    case [var name]:
        // Inputs are read in another process. One that ends that process, as a stack overflow does, counts as a crash,
        // and fuzzing continues with the next. Nothing instrumented may run before the fuzzer's memory is mapped.
        Fuzzer.OutOfProcess.Run(input => Targets.Find(name).Read(Input.ReadAll(input)));
        return 0;
    default:
        Console.Error.WriteLine(
            $"Unseen.Fuzz must be called with instrument FOLDER, check TARGET FILE... or TARGET, one of "
            + $"{string.Join(", ", Targets.Names)}.");
        return 2;
}
