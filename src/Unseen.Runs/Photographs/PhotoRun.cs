using System.Text.Json;
using Unseen.Data.Loading;
using Unseen.Evaluation;
using Unseen.Images.Backbones;
using Unseen.Images.Galleries;
using Unseen.Inference;
using Unseen.Runs.Folders;

namespace Unseen.Runs.Photographs;

/// <summary>Writes the additional files of a run on photographs: the image models, a gallery, and the data.</summary>
/// <param name="photos">the data of the run</param>
/// <param name="rehearsal">the expected accuracy of classes that are added later, or null</param>
internal sealed class PhotoRun(PhotoData photos, ClassRehearsal? rehearsal)
{
    public const string DataName = "data.npz";

    private const int MaxAttributes = 256; // names in the model, for sliders

    /// <summary>Adds metadata to a model: its image models, whose files are in the same folder; the expected accuracy
    /// and the bias of added classes, if they were estimated; and the names of the attributes, if there are at most
    /// 256.</summary>
    public UnseenModel Complete(UnseenModel model)
    {
        var metadata = new Dictionary<string, string>
        {
            [ImageFeatures.MetadataKey] =
                ImageFeatures.ToMetadata(photos.Features.Backbones.Select(
                (backbone, i) => backbone.Describe(GetName(i)))),
        };
        if (rehearsal is not null)
        {
            metadata["expectedAccuracy"] = FormattableString.Invariant($"{rehearsal.Accuracy:0.0}");
            metadata[UnseenModel.AddedBiasKey] = FormattableString.Invariant($"{rehearsal.Bias:R}");
        }

        if (photos.Dataset.AttributeNames is { Length: <= MaxAttributes } attributes)
            metadata["attributes"] = JsonSerializer.Serialize(attributes);
        return model.WithMetadata(metadata);
    }

    /// <summary>Writes the additional files.</summary>
    public void Write(RunFolder folder)
    {
        foreach (var (i, backbone) in photos.Features.Backbones.Index())
            ModelFile.CopyImageModel(backbone, folder.GetPath(GetName(i)));
        var dataset = photos.Dataset;
        DatasetConverter.Save(dataset, folder.GetPath(DataName));
        int[] train = dataset.Split.TrainVal;
        Gallery.Save(
            folder.GetPath, [.. train.Select(row => dataset.ImageFiles![row])],
                [.. train.Select(row => dataset.ClassNames[dataset.Labels[row]])],
            i => dataset.Features.Row(train[i]).ToArray());
    }

    /// <summary>Gets the name of the copy of an image model. If two files have the same name, all copies are
    /// numbered.</summary>
    private string GetName(int index)
    {
        string[] names = [.. photos.Features.Backbones.Select(backbone => Path.GetFileName(backbone.Path))];
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length
            ? names[index] : $"{index + 1}-{names[index]}";
    }
}
