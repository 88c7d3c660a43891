using Unseen.Images;
using Unseen.Images.Extraction;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;

namespace Unseen.Runs.Adaptation;

/// <summary>Teaches a model with labelled photographs, from folders named after classes or from a table.</summary>
public static class RunTeaching
{
    /// <summary>Finds photographs with labels.</summary>
    /// <param name="path">a folder with a folder of photographs for each class, or a .csv table of photographs and
    /// classes, as <see cref="ReviewList"/> writes it; rows without a class are ignored</param>
    /// <param name="model">the model</param>
    /// <param name="name">name of the option in messages</param>
    /// <returns>the photographs of each class</returns>
    /// <exception cref="UsageException">The path does not exist, no photograph has a label, or a label is not a class
    /// of the model.</exception>
    /// <exception cref="ImageDataException">The folder or table cannot be read, or has no
    /// photograph.</exception>
    public static IReadOnlyList<IGrouping<string, LabelledImage>> Find(string path, UnseenModel model, string name)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(model);
        if (!Path.Exists(path))
            throw new UsageException($"{name} must be a folder of photographs for each class, or a table of "
                + $"photographs and classes, but {path} does not exist.");
        IGrouping<string, LabelledImage>[] classes =
        [
            .. ImageListing.Open(path).Images.Where(image => !string.IsNullOrWhiteSpace(image.Label))
                .GroupBy(image => NormalForm.Compose(image.Label!.Trim())),
        ];
        if (classes.Length == 0)
            throw new UsageException($"{name} {path} names no class yet. Write the class of each photograph into the "
                + "column 'class'. Leave it empty if you cannot tell the class.");
        if (classes.FirstOrDefault(group => !model.ClassNames.Contains(group.Key)) is { } other)
            throw new UsageException($"{name} must name classes of the model, but '{other.Key}' is not one of its "
                + $"{model.ClassNames.Count}.{NearestName.Question(other.Key, model.ClassNames)} Add a new class with "
                + "unseen add-class.");
        return classes;
    }

    /// <summary>Teaches a model each of the given classes, as <see cref="ModelTeacher.Teach"/> does.</summary>
    /// <param name="model">a model with a branch</param>
    /// <param name="run">the folder of its run, or the model file in it</param>
    /// <param name="classes">the photographs of each class, at least one class</param>
    /// <param name="context">cancellation, and the receiver of warnings and of the number of photographs of each
    /// class</param>
    /// <returns>a new model</returns>
    /// <exception cref="ImageDataException">None of the photographs of a class can be used, or the image models of the
    /// model cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">The extraction of features was cancelled.</exception>
    public static UnseenModel Teach(UnseenModel model, string run,
        IEnumerable<IGrouping<string, LabelledImage>> classes, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(context);
        using var images = ModelFile.OpenFeatures(model, run);
        foreach (var group in classes)
        {
            var features = PhotographFeatures.Extract(images, group.Select(image => image.Path), context).Features;
            if (features.Length == 0)
                throw new ImageDataException($"class {group.Key}", "none of its photographs can be used");
            model = ModelTeacher.Teach(model, group.Key, features);
            var count = features.Length / model.FeatureWidth;
            context.Say($"{group.Key}: {Words.Photographs(count)}");
        }

        return model;
    }
}
