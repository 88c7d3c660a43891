namespace Unseen.Cli.Tests.Sweeps;

/// <summary>Stubs of Slurm's programs, for situations that are hard to bring about with a real Slurm. The stub of
/// sbatch runs the tasks before it returns, or never runs them.</summary>
internal sealed class StubSlurm
{
    private readonly string _folder;

    /// <summary>Writes the programs.</summary>
    /// <param name="folder">the folder in whose subfolder "stub" the programs are written</param>
    /// <param name="maxTasks">largest number of tasks in an array; sbatch refuses more</param>
    /// <param name="refusal">what sbatch prints when it refuses</param>
    /// <param name="isIdle">whether tasks wait forever instead of being run</param>
    public StubSlurm(TemporaryFolder folder, int maxTasks = 1000, string refusal = "", bool isIdle = false)
    {
        _folder = folder["stub"];
        Write("scontrol", """
            if [ "$1 $2" = "show config" ]; then
                printf 'ClusterName = stub\nMaxArraySize = 1001\nAccountingStorageType = accounting_storage/none\nJobCompType = jobcomp/none\n'
            else
                echo "JobId=$4 JobState=@STATE@ ExitCode=0:0"
            fi
            """.Replace("@STATE@", isIdle ? "PENDING" : "COMPLETED", StringComparison.Ordinal));
        Write("squeue", "exit 0");
        Write("scancel", "exit 0");
        Write("sbatch", $$"""
            [ "$1" = --version ] && exit 0
            for word in "$@"; do
                case $word in --array=0-*) last=${word#--array=0-}; last=${last%%%*};; *.sh) script=$word;; esac
            done
            echo $((last + 1)) >> "{{_folder}}/asked"
            if [ $((last + 1)) -gt {{maxTasks}} ]; then echo "{{refusal}}" >&2; exit 1; fi
            i=0
            while [ {{(isIdle ? "x" : "$i")}} != x ] && [ $i -le $last ]; do SLURM_ARRAY_TASK_ID=$i sh "$script" >&2 || exit 1; i=$((i + 1)); done
            wc -l < "{{_folder}}/asked"
            """);
    }

    /// <summary>The number of tasks that each call of sbatch asked for, in order.</summary>
    public IEnumerable<int> Asked =>
        File.ReadLines(Path.Combine(_folder, "asked"))
        .Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The environment variables that put the programs on the PATH.</summary>
    public (string Name, string Value)[] Environment =>
        [("PATH", $"{_folder}:{System.Environment.GetEnvironmentVariable("PATH")}")];

    private void Write(string program, string text) => ShellProgram.Write(Path.Combine(_folder, program), text);
}
