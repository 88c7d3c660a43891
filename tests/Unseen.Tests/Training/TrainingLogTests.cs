using Microsoft.Extensions.Logging;
using Unseen.Training.Progress;

namespace Unseen.Tests.Training;

public sealed class TrainingLogTests
{
    [Fact]
    public void Report_ManyEpochs_LogsTheBeginningOfEachPart()
    {
        var logger = new Lines();
        var log = new TrainingLog(logger);

        foreach (var stage in Enum.GetValues<TrainingStage>())
            for (var epoch = 1; epoch <= 3; epoch++)
                log.Report(new TrainingProgress
                {
                    Epoch = new EpochRecord
                    {
                        Seed = 7,
                        Stage = stage,
                        Phase = TrainingPhase.Classifier,
                        Epoch = epoch,
                        Epochs = 3,
                        Loss = 0.5,
                        Seconds = 1,
                    },
                    Run = 0,
                    Runs = 1,
                    SeedIndex = 0,
                    Seeds = 1,
                    Fraction = 0.25,
                    TimeLeft = TimeSpan.FromSeconds(61),
                });

        Assert.Equal([
            "Seed 7, validation classifier, epoch 1 of 3, loss 0.5: 25 % done, 00:01:01 left",
            "Seed 7, final classifier, epoch 1 of 3, loss 0.5: 25 % done, 00:01:01 left",
        ], logger.Written);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Written.Add(formatter(state, exception));
    }
}
