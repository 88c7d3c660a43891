using Unseen.Data;
using Unseen.Images.Encoders;
using Unseen.Runs.Photographs;

namespace Unseen.Runs.Adaptation;

/// <summary>Creates the descriptor of a class that is added to a trained model, from numbers or from words.</summary>
public static class ClassDescriptor
{
    /// <summary>Parses numbers.</summary>
    /// <param name="text">numbers separated by commas or line breaks, or the path of a file with such numbers</param>
    /// <param name="name">name of the option in messages</param>
    /// <exception cref="UsageException">A value is not a finite number of single precision.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static float[] Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = File.Exists(text) ? File.ReadAllText(text) : text; // a long list does not fit on a command line
        return
        [
            .. numbers.Split([',', '\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(number => (float)OptionText.ToNumber(number, name) is var value && float.IsFinite(value) ? value
                    : throw new UsageException($"{name} must be finite numbers of single precision, but was "
                        + $"'{number}'.")),
        ];
    }

    /// <summary>Computes the descriptor of a text with the word vectors or the encoder that the run's project
    /// names.</summary>
    /// <param name="run">the folder of the run, or a model file in it</param>
    /// <param name="name">the name of the class</param>
    /// <param name="description">what the class looks like; null to use its name alone</param>
    /// <param name="words">file of word vectors; null (default) for the project's file, unless
    /// <paramref name="encoder"/> is given</param>
    /// <param name="encoder">folder of an encoder; null (default) for the project's encoder, unless
    /// <paramref name="words"/> is given</param>
    /// <param name="context">cancellation, and the receiver of warnings about unknown words; null (default) for
    /// neither</param>
    /// <returns>[A]</returns>
    /// <exception cref="UsageException">Both word vectors and an encoder are given, or neither is given and the run's
    /// project names none.</exception>
    /// <exception cref="UnseenDataException">The word vectors cannot be read, or contain none of the words.</exception>
    /// <exception cref="Images.ImageDataException">The encoder or the project's file of prompts cannot be
    /// read.</exception>
    /// <exception cref="Inference.ModelFileException">The description of the run is damaged.</exception>
    /// <exception cref="OperationCanceledException">The encoding was cancelled.</exception>
    public static float[] FromWords(string run, string name, string? description, string? words = null,
        string? encoder = null, RunContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (words is not null && encoder is not null)
            throw UsageException.Together(PhotoOverrides.WordsName, PhotoOverrides.EncoderName);
        var folder = Directory.Exists(run) ? run : Path.GetDirectoryName(Path.GetFullPath(run))!;
        var project = PhotoProject.ReadFromRun(folder);
        if (words is null && encoder is null)
            (words, encoder) = (project?.Words, project?.Encoder);
        if (words is not null)
        {
            var vectors = WordVectors.Read(words, [description ?? name]);
            if (vectors.Unknown.Count > 0)
                context?.Warn($"{words} does not know {string.Join(", ", vectors.Unknown)}.");
            return vectors.GetMean(description ?? name)!;
        }

        if (encoder is null)
            throw new UsageException("a descriptor or photographs are required: the model was not trained on "
                + "descriptions in words, or its run does not record the word vectors or encoder. In the second case, "
                + $"name the word vectors ({PhotoOverrides.WordsName}) or the encoder "
                + $"({PhotoOverrides.EncoderName}).");
        var prompts = project?.Prompts is { } path ? ClassPrompts.Read(path) : new ClassPrompts();
        if (description is not null)
            prompts = prompts with { Texts = new Dictionary<string, IReadOnlyList<string>> { [name] = [description] } };
        using var texts = TextEncoder.Load(encoder);
        return prompts.EncodeAsync(texts, [name], context?.Cancellation ?? default).GetAwaiter().GetResult().Row(0)
            .ToArray();
    }
}
