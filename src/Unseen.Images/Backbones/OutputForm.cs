namespace Unseen.Images.Backbones;

/// <summary>The form of an image model's output for one image, and how its values are combined into a
/// vector.</summary>
/// <param name="Pooling">how the values are combined</param>
/// <param name="Width">the length D of the vector</param>
/// <param name="Positions">the number of tokens or pixels; 1 for a vector</param>
internal sealed record OutputForm(OutputPooling Pooling, int Width, int Positions)
{
    /// <summary>The number of values that the model returns for one image.</summary>
    public int Length => Width * Positions;

    /// <summary>A description of the pooling that begins with a comma; empty for a vector.</summary>
    public string Description => Pooling switch
    {
        OutputPooling.None => "",
        OutputPooling.FirstToken => $", the first of {Positions} tokens",
        _ => $", the mean over {Positions} positions",
    };

    /// <summary>Gets the form of an output, or null if it cannot be combined into a vector.</summary>
    /// <param name="shape">the sizes of all dimensions after the batch dimension</param>
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

    /// <summary>Computes the vector.</summary>
    /// <param name="values">[<see cref="Length"/>] the values that the model returned for one image</param>
    /// <param name="vector">[D] receives the vector</param>
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

    /// <summary>Whether the last of three sizes is the number of channels. Two equal neighbours are assumed to be the
    /// height and width. If that does not decide, the output is assumed to have the order of the input.</summary>
    private static bool IsLast(long a, long b, long c, bool channelsLast) =>
        (a == b) == (b == c) ? channelsLast : a == b;
}
