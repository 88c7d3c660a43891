using Unseen.Runs;
using Unseen.Runs.Slurm;
using Unseen.Runs.Sweeps.Execution;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SlurmTextTests
{
    [Fact]
    public void Queue_LinesOfSqueue_ReturnsTasks()
    {
        var tasks = SlurmText.Queue(
            "12|0|COMPLETED|None|ab12\n12|3|PENDING|launch failed requeued "
            + "held|ab12\n13|N/A|RUNNING|None|\n14|1|RUNNING|None|a|b|c\n\nnonsense\n");

        Assert.Equal(
            [
                new(new(12, 0), "COMPLETED", "None", "ab12"),
                new(new(12, 3), "PENDING", "launch failed requeued held", "ab12"),
                new SlurmTask(new(14, 1), "RUNNING", "None", "a|b|c"),
            ],
            tasks);
        Assert.Equal([true, false, false], tasks.Select(task => task.IsOver));
        Assert.Equal([false, true, false], tasks.Select(task => task.IsStuck));
    }

    [Theory]
    [InlineData("17\n", 17L)]
    [InlineData("17;alps\n", 17L)]
    [InlineData("Submitted batch job 17\n", null)]
    [InlineData("", null)]
    public void Submitted_OutputOfSbatch_ReturnsTheJob(string text, long? job) =>
        Assert.Equal(job, SlurmText.Submitted(text));

    [Theory]
    [InlineData("JobId=3 ArrayJobId=1 ArrayTaskId=1 JobName=unseen-a JobState=FAILED Reason=NonZeroExitCode Requeue=1 "
        + "ExitCode=3:0 Comment=x JobState=RUNNING ", "FAILED, exit code 3")]
    [InlineData("JobId=4 JobName=unseen-a JobState=TIMEOUT Reason=TimeLimit ExitCode=0:15 Command=/a b/c.sh",
        "TIMEOUT, signal 15")]
    [InlineData("JobId=4 JobName=unseen-a JobState=COMPLETED Reason=None DerivedExitCode=1:0 ExitCode=0:0",
        "COMPLETED")]
    [InlineData("slurm_load_jobs error", null)]
    public void Job_LineOfScontrol_ReturnsItsEnd(string line, string? end) =>
        Assert.Equal(end, SlurmText.Job(line)?.ToString());

    [Fact]
    public void Accounts_LinesOfSacct_IsTheLatestEndOfTheTask()
    {
        const string text =
            "12_1|NODE_FAIL|0:0\n12_10|COMPLETED|0:0\n12_1|CANCELLED by 1000|0:15\n12_1.batch|COMPLETED|0:0\n";

        Assert.Equal(new SlurmEnd("CANCELLED", 0, 15), SlurmText.Accounts(text, new(12, 1)));
        Assert.Null(SlurmText.Accounts(text, new(12, 0)));
    }

    [Fact]
    public void Completed_LinesOfJobcomp_IsTheLatestEndOfTheTask()
    {
        static string Line(int index, string state, string code) =>
            $"JobId=9 UserId=me(1) Name=unseen a JobState={state} Partition=p WorkDir=/a b ArrayJobId=12 "
                + $"ArrayTaskId={index} DerivedExitCode=0:0 ExitCode={code} ";
        string[] lines = [Line(1, "NODE_FAIL", "0:0"), Line(10, "COMPLETED", "0:0"), Line(1, "TIMEOUT", "0:15")];

        Assert.Equal(new SlurmEnd("TIMEOUT", 0, 15), SlurmText.Completed(lines, new(12, 1)));
        Assert.Null(SlurmText.Completed(lines, new(1, 1)));
        Assert.Null(SlurmText.Completed(lines, new(12, 0)));
    }

    [Fact]
    public void Setting_LinesOfScontrol_IsTheValue()
    {
        const string text =
            "Configuration data as of 2026\nAccountingStorageType   = accounting_storage/none\nMaxArraySize           "
            + " = 1001\nClusterName             = a = b\n";

        Assert.Equal(("1001", "a = b", null), (SlurmText.Setting(text, "MaxArraySize"),
            SlurmText.Setting(text, "ClusterName"), SlurmText.Setting(text, "ArraySize")));
    }

    [Theory]
    [InlineData("FAILED", 130, 0, true, false)]
    [InlineData("FAILED", 0, 15, true, false)]
    [InlineData("FAILED", 1, 0, false, false)]
    [InlineData("FAILED", 0, 9, false, false)]
    [InlineData("OUT_OF_MEMORY", 0, 0, false, false)]
    [InlineData("TIMEOUT", 0, 15, true, false)]
    [InlineData("CANCELLED", 130, 0, false, false)]
    [InlineData("PREEMPTED", 0, 15, false, true)]
    [InlineData("NODE_FAIL", 0, 0, false, true)]
    public void End_OfATask_TellsTimeoutFromClusterFailure(
        string state, int exitCode, int signal, bool isTimedOut, bool isClusterFailure)
    {
        var end = new SlurmEnd(state, exitCode, signal);
        Assert.Equal((isTimedOut, isClusterFailure, false), (end.IsTimedOut, end.IsClusterFailure, end.IsSuccess));
        Assert.True(SlurmEnd.IsOver(state));
    }

    [Fact]
    public void Owner_ToStringAndParse_ReturnsTheSameOwner()
    {
        var task = SlurmOwner.CreateForJob(new(12, 3), "the alps of x");
        var tag = SlurmOwner.CreateForTag("123456", 4, "alps"); // a tag of digits must not be read as the id of a job

        Assert.Equal("slurm 12_3 of the alps of x", task.ToString());
        Assert.Equal(task, SlurmOwner.Parse(task.ToString()));
        Assert.Equal(tag, SlurmOwner.Parse(tag.ToString()));
        Assert.Equal((new SlurmTaskId(12, 3), null), (task.Task, tag.Task));
        Assert.Equal((true, false, false), (tag.Is("123456", 4), tag.Is("123456", 5), task.Is("12", 3)));
        Assert.Null(SlurmOwner.Parse("machine process 7 since 2026-11-23T00:00:00"));
        Assert.Null(SlurmOwner.Parse(null));
    }

    [Fact]
    public void Quote_AnyWord_IsOneWordForSh() => Assert.Equal(@"'it'\''s $HOME'", SlurmArray.Quote("it's $HOME"));

    [Theory]
    [InlineData("--time 5", "--time needs --executor slurm.")]
    [InlineData("--executor local --at-once 2", "--at-once needs --executor slurm.")]
    [InlineData("--executor slurn", "--executor must be one of local, slurm, but was 'slurn'. Did you mean slurm?")]
    [InlineData("--executor slurm --gpus 0", "--gpus must be at least 1, but was 0.")]
    [InlineData("--executor slurm --jobs 2",
        "--jobs and --executor slurm cannot be combined: --at-once says how many tasks run at a "
        + "time.")]
    public async Task Sweep_InvalidFlags_AreRefused(string flags, string message)
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Write("s.json", $$"""{"datasets": ["{{TinyDataset.Save(folder)}}"], "seeds": 1}""");
        var run = await CommandRun.Run(["sweep", spec, .. flags.Split(' ')]);

        Assert.Equal((ExitCode.BadUsage, $"unseen sweep: {message} See unseen sweep --help.\n"),
            (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("--executor slurm", "--executor slurm needs --shards.")]
    [InlineData("--shards 2 --shard 1/2", "--shards and --shard cannot be combined. Leave one out.")]
    [InlineData("--shards 0", "--shards must be from 1 to 100000, but was 0.")]
    [InlineData("--shards 2", "--shards needs --out DIR, a folder for the results.")]
    public async Task Predict_InvalidFlags_AreRefused(string flags, string message)
    {
        var run = await CommandRun.Run(["predict", "model", "--features", "in", .. flags.Split(' ')]);

        Assert.Equal((ExitCode.BadUsage, $"unseen predict: {message} See unseen predict --help.\n"),
            (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Sweep_WithoutSlurm_NamesSbatch()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Write("s.json", $$"""{"datasets": ["{{TinyDataset.Save(folder)}}"], "seeds": 1}""");
        using var process = UnseenProcess.StartWith(
            [("PATH", Path.GetDirectoryName(Environment.ProcessPath)!)], folder.FullPath, "sweep", spec, "--executor",
            "slurm", "--out", folder["runs"], "--store", folder["runs.db"]);
        var run = await process.End();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith("unseen sweep: Slurm's program sbatch was not found.",
            run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["runs.db"]));
    }
}
