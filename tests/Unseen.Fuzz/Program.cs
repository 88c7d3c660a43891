using SharpFuzz;
using Unseen.Fuzz;

// Unseen.Fuzz instrument FOLDER: makes the assemblies of this project in a folder report the branches that they take.
// Unseen.Fuzz check TARGET FILE...: reads files with a target, and prints the outcome for each.
// Unseen.Fuzz TARGET: the command that afl-fuzz runs.
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
        // Inputs are read in a child process. An input that ends this process, for example by a stack overflow, counts
        // as a crash, and fuzzing continues with the next input. No instrumented code may run before the fuzzer's
        // memory is mapped.
        Fuzzer.OutOfProcess.Run(input => Targets.Find(name).Read(Input.ReadAll(input)));
        return 0;
    default:
        Console.Error.WriteLine(
            "Call Unseen.Fuzz with: instrument FOLDER, check TARGET FILE..., or TARGET. The targets are "
            + $"{string.Join(", ", Targets.Names)}.");
        return 2;
}
