using System.Text.Json.Nodes;
using Unseen.Options;

namespace Unseen.Training;

/// <summary>
/// Reads the run identities in checkpoints of versions before 0.2, which stored options by property instead of by
/// name.
/// </summary>
internal static class EarlierRunIdentity
{
    private static readonly Dictionary<string, string[]> _sections = new()
    {
        ["centre"] = ["centre"],
        ["cvae"] = ["cvae"],
        ["wgan"] = ["wgan"],
        ["f-clswgan"] = ["wgan", "fClswgan"],
        ["f-vaegan-d2"] = ["wgan", "fVaegan"],
        ["ce-gzsl"] = ["wgan", "ceGzsl"],
        ["prototype"] = ["prototype"],
        ["linear"] = ["linear"],
        ["eszsl"] = ["eszsl"],
        ["sae"] = ["sae"],
        ["ale"] = ["ranking"],
        ["devise"] = ["ranking"],
        ["dgz"] = ["dgz"],
    };

    /// <summary>The current names of renamed options, by section and property.</summary>
    private static readonly Dictionary<(string Section, string Property), string> _renamed = new()
    {
        [("centre", "fit")] = "centreFit",
        [("fClswgan", "classifierEpochs")] = "guideEpochs",
        [("prototype", "hidden")] = "classifierHidden",
        [("", "pseudoPerClass")] = "pseudo",
        [("", "adjustment")] = "adjust",
    };

    /// <summary>Converts an identity to the current form. An identity that is in this form already is returned
    /// unchanged.</summary>
    /// <param name="identity">the identity in a checkpoint</param>
    public static JsonObject Upgrade(JsonObject identity)
    {
        if (identity["options"] is not JsonObject options || options["wgan"] is not JsonObject)
            return identity;
        var upgraded = identity.DeepClone().AsObject();
        var flat = new JsonObject();
        Add(flat, options, "");
        foreach (var kind in (string[])["generator", "classifier"])
        {
            flat[kind] = upgraded[kind]?.DeepClone(); // the name of a plug-in's method, which is not in the options
            upgraded.Remove(kind);
        }

        foreach (var kind in (string[])["generator", "classifier", "adjust"])
            foreach (var section in _sections.GetValueOrDefault($"{flat[kind]}", []))
                Add(flat, options[section]!.AsObject(), section);
        upgraded["options"] = flat;
        return upgraded;
    }

    /// <summary>Adds the values of a section under their current names.</summary>
    private static void Add(JsonObject flat, JsonObject section, string name)
    {
        foreach (var (property, value) in section)
            if (property == "training")
                foreach (var (option, setting) in value!.AsObject())
                    flat[$"classifier{char.ToUpperInvariant(option[0])}{option[1..]}"] = setting!.DeepClone();
            else if (value is not JsonObject)
                flat[_renamed.GetValueOrDefault((name, property), property)] = value is JsonValue text
                    && text.TryGetValue<string>(out var choice)
                    ? choice.ToLowerInvariant()
                    : value?.DeepClone() ?? OptionDescription.Auto;
    }
}
