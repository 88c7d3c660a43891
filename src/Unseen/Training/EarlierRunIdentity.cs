using System.Text.Json.Nodes;
using Unseen.Options;

namespace Unseen.Training;

/// <summary>
/// Reads what checkpoints of versions before 0.2 say of their run: its options by the properties that those versions
/// had, instead of by their names.
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

    /// <summary>Property and section, and what the option is called now.</summary>
    private static readonly Dictionary<(string Section, string Property), string> _renamed = new()
    {
        [("centre", "fit")] = "centreFit",
        [("fClswgan", "classifierEpochs")] = "guideEpochs",
        [("prototype", "hidden")] = "classifierHidden",
        [("", "pseudoPerClass")] = "pseudo",
        [("", "adjustment")] = "adjust",
    };

    /// <summary>An identity in the present form; one that is in it already is returned as it is.</summary>
    /// <param name="identity">what a checkpoint says</param>
    public static JsonObject Upgrade(JsonObject identity)
    {
        if (identity["options"] is not JsonObject options || options["wgan"] is not JsonObject)
            return identity;
        var upgraded = identity.DeepClone().AsObject();
        var flat = new JsonObject();
        Add(flat, options, "");
        foreach (var kind in (string[])["generator", "classifier"])
        {
            flat[kind] = upgraded[kind]?.DeepClone(); // of a plug-in, whose name the options do not have
            upgraded.Remove(kind);
        }

        foreach (var kind in (string[])["generator", "classifier", "adjust"])
            foreach (var section in _sections.GetValueOrDefault($"{flat[kind]}", []))
                Add(flat, options[section]!.AsObject(), section);
        upgraded["options"] = flat;
        return upgraded;
    }

    /// <summary>Adds the values of a section under their present names.</summary>
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
