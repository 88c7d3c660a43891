namespace Unseen.Images.Backbones;

/// <summary>The form of what an image model gives for one image, and how one vector is made of it.</summary>
/// <param name="Pooling">how</param>
/// <param name="Width">length D of the vector</param>
/// <param name="Positions">tokens or pixels, each with its part of the values; 1 for a vector</param>
internal sealed record OutputForm(OutputPooling Pooling, int Width, int Positions)
{
    /// <summary>Values that the model gives for one image.</summary>
    public int Length => Width * Positions;

    /// <summary>What is done, for people; empty if nothing is.</summary>
    public string Description => Pooling switch
    {
        OutputPooling.None => "",
        OutputPooling.FirstToken => $", of {Positions} tokens the first",
        _ => $", the mean over {Positions} positions",
    };

    /// <summary>The form of an output, or null if no vector can be made of it.</summary>
    /// <param name="shape">sizes behind the number of images</param>
    /// <param name="channelsLast">whether the model takes images with their channels last</param>
    public static OutputForm? Find(ReadOnlySpan<long> shape, bool channelsLast) => shape switch
    {
        [> 0 and var width] => new(OutputPooling.None, (int)width, 1),
        [> 0 and var tokens, > 0 and var width] =>
            new(tokens == 1 ? OutputPooling.None : OutputPooling.FirstToken, (int)width, (int)tokens),
        [> 0 and var width, 1, 1] => new(OutputPooling.None, (int)width, 1),
        [1, 1, > 0 and var width] => new(OutputPooling.None, (int)width, 1),
        [> 0 and var a, > 0 and var b, > 0 and var c] => IsLast(a, b, c, channelsLast)
            ? new(OutputPooling.MeanOfChannelsLast, (int)c, (int)(a * b))
            : new(OutputPooling.MeanOfChannelsFirst, (int)a, (int)(b * c)),
        _ => null,
    };

    /// <summary>Makes the vector.</summary>
    /// <param name="values">[<see cref="Length"/>] the model's values for one image</param>
    /// <param name="vector">[D] receives it</param>
    public void Pool(ReadOnlySpan<float> values, Span<float> vector)
    {
        if (Pooling is OutputPooling.None or OutputPooling.FirstToken)
        {
            values[..Width].CopyTo(vector);
            return;
        }

        var (channelStep, positionStep) = Pooling == OutputPooling.MeanOfChannelsFirst ? (Positions, 1) : (1, Width);
        for (var channel = 0; channel < Width; channel++)
        {
            var sum = 0.0;
            for (var position = 0; position < Positions; position++)
                sum += values[(channel * channelStep) + (position * positionStep)];
            vector[channel] = (float)(sum / Positions);
        }
    }

    /// <summary>Whether the last of three sizes counts the channels: the other two, a square, count pixels.</summary>
    private static bool IsLast(long a, long b, long c, bool channelsLast) =>
        (a == b) == (b == c) ? channelsLast : a == b;
}
