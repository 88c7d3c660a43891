namespace Unseen.Images.Encoders;

/// <summary>The output of a text encoder from which the vector of a text is computed, and how the vectors of its tokens
/// are pooled.</summary>
/// <param name="Name">the name of the output</param>
/// <param name="Pooling">how the vectors of tokens are pooled</param>
internal sealed record TextOutput(string Name, TextPooling Pooling)
{
    private const string Embeds = "text_embeds", Sentence = "sentence_embedding", Pooled = "pooler_output";
    private const string First = "pooling_mode_cls_token", Mean = "pooling_mode_mean_tokens";
    private static readonly string[] _tokens = ["last_hidden_state", "token_embeddings"];
    private static readonly string[] _unsupportedPoolings =
        ["pooling_mode_max_tokens", "pooling_mode_weightedmean_tokens", "pooling_mode_lasttoken"];
    private static readonly string[] _towers = ["clip", "siglip"]; // models whose pooled output was trained with images

    /// <summary>Chooses among the outputs of a model.</summary>
    /// <param name="folder">the folder, whose settings specify the pooling and the kind of model</param>
    /// <param name="outputs">the name and number of dimensions of each output</param>
    /// <param name="path">the path of the model, for messages</param>
    /// <exception cref="ImageDataException">No output has a known name (a single output with 2 or 3 dimensions may have
    /// any name), or the folder specifies a pooling that is not supported.</exception>
    public static TextOutput Choose(EncoderFolder folder, IReadOnlyDictionary<string, int> outputs, string path)
    {
        if (new[] { Embeds, Sentence }.FirstOrDefault(outputs.ContainsKey) is { } whole)
            return new TextOutput(whole, TextPooling.None);
        var isTower = _towers.Any(kind => folder.ModelType.Contains(kind, StringComparison.Ordinal));
        if (isTower && outputs.ContainsKey(Pooled))
            return new TextOutput(Pooled, TextPooling.None);
        if (_tokens.FirstOrDefault(outputs.ContainsKey) is { } tokens)
            return new TextOutput(tokens, GetPooling(folder));
        if (outputs.ContainsKey(Pooled))
            return new TextOutput(Pooled, TextPooling.None);
        return outputs.Count == 1 && outputs.First() is { Value: 2 or 3 } only
            ? new TextOutput(only.Key, only.Value == 2 ? TextPooling.None : GetPooling(folder))
            : throw new ImageDataException(path,
                "the model has no known output for the vector of a text "
                    + $"({string.Join(", ", [Embeds, Sentence, Pooled, .. _tokens])}), but only "
                    + $"{string.Join(", ", outputs.Keys)}");
    }

    private static TextPooling GetPooling(EncoderFolder folder)
    {
        var file = Path.Combine("1_Pooling", "config.json");
        if (Array.Find(_unsupportedPoolings, mode => folder.IsOn(file, mode) == true) is { } unsupported)
            throw new ImageDataException(Path.Combine(folder.Path, file), $"{unsupported} is true, but only the mean "
                + "of the tokens and the first token are supported. Use an encoder with another pooling");
        if (folder.IsOn(file, First) != true)
            return TextPooling.Mean;
        return folder.IsOn(file, Mean) != true ? TextPooling.First
            : throw new ImageDataException(Path.Combine(folder.Path, file), $"{First} and {Mean} are both true, but a "
                + "combination of poolings is not supported. Use an encoder with one pooling");
    }
}
