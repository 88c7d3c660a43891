using Unseen.Runs;

namespace Unseen.Cli.Tests;

public sealed class EndRequestsTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1999, false)]
    [InlineData(2000, true)]
    public void Register_SecondRequest_IsTrueFromTwoSecondsAfterTheFirst(int milliseconds, bool expected)
    {
        var clock = new Clock();
        var requests = new EndRequests(clock);
        Assert.False(requests.Register());
        clock.Milliseconds = milliseconds;

        Assert.Equal(expected, requests.Register());
    }

    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }
}
