using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Images;
using Unseen.Images.Backbones;
using Unseen.Images.Extraction;
using Unseen.Methods.Ensemble;
using Unseen.Methods.ImageText;
using Unseen.Runs.Folders;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>The data of a photograph project, ready for training.</summary>
/// <param name="Project">the project</param>
/// <param name="Dataset">features, labels, descriptions and split</param>
/// <param name="Features">the image models, disposed with this object</param>
/// <param name="Skipped">the files that were skipped: photographs that could not be used, and files of other
/// kinds</param>
public sealed record PhotoData(
    PhotoProject Project, GzslDataset Dataset, ImageFeatures Features, IReadOnlyList<SkippedImage> Skipped)
    : IDisposable
{
    /// <summary>Extracts the features that are not cached, and creates the dataset.</summary>
    /// <param name="project">the project</param>
    /// <param name="cacheFolder">folder of the feature cache, or null for none</param>
    /// <param name="batch">number of photographs that a core processes at once, at least 1</param>
    /// <param name="context">progress, messages, warnings, clock and cancellation</param>
    /// <param name="isChecked">whether a dataset with errors is refused, default true</param>
    /// <param name="given">[C, A] descriptors of the classes, in the order of the table; null (default) to read them
    /// from the table, or to compute them with word vectors or an encoder</param>
    /// <exception cref="UsageException">The project has word vectors and also an encoder or columns of numbers. Or it
    /// has no image model. Or the constants of two image models are in files of the same name.</exception>
    /// <exception cref="UnseenDataException">The table is missing or not valid, the word vectors cannot be read, a
    /// photograph has no class, a class has no descriptor, or <paramref name="isChecked"/> is true and the dataset has
    /// errors.</exception>
    /// <exception cref="ImageDataException">The photographs or an image model cannot be read, or no photograph can be
    /// used.</exception>
    /// <exception cref="InterruptedException">As for <see cref="Extraction.Run"/>.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled without a cache, or outside the
    /// extraction.</exception>
    public static PhotoData Load(PhotoProject project, string? cacheFolder, int batch, RunContext context,
        bool isChecked = true, FeatureMatrix? given = null)
    {
        var (listing, words, descriptors) = CancellableRead.Run(
            () => ReadAll(project, context, given), context.Cancellation);
        var images = listing.Images;
        if (words is { Unknown.Count: > 0 })
            context.Warn($"{project.Words} does not know {string.Join(", ", words.Unknown)}.");
        // Errors in the table are reported before the first photograph is decoded.
        Check(Dataset(images, new float[images.Count], 1));
        var features = CancellableRead.Run(project.OpenBackbones, context.Cancellation);
        try
        {
            ModelFile.RequireOneFolder(features.Backbones);
            foreach (var backbone in features.Backbones)
                Words.Tell(backbone, context);
            var start = context.Clock.GetTimestamp();
            var result = Extraction.Run(listing, features, cacheFolder, batch, context);
            context.Say(
                $"{result.Images.Count} photographs x {result.Width} features in "
                    + $"{Words.Duration(context.Clock.GetElapsedTime(start))}"
                + (result.Cached > 0 ? $", {result.Cached} from the cache" : "")
                    + (result.Skipped.Count > 0 ? $", {SkippedImage.Summarize(result.Skipped)}" : ""));
            if (result.Images.Count == 0)
                throw new ImageDataException(project.Images,
                    $"no photograph can be used: {SkippedImage.Summarize(result.Skipped)}");
            return new PhotoData(project, Check(Dataset(result.Images, result.Features, result.Width)), features,
                result.Skipped);
        }
        catch
        {
            features.Dispose();
            throw;
        }

        GzslDataset Dataset(IReadOnlyList<LabelledImage> photographs, float[] values, int width) => ImageDataset.Read(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(project.Folder))), project.Classes,
            new FeatureMatrix(values, photographs.Count, width), [.. photographs.Select(image => image.Label!)],
            [.. photographs.Select(image => Path.GetFullPath(image.Path))], words, descriptors);

        GzslDataset Check(GzslDataset dataset)
        {
            if (isChecked)
                ImageDataset.RequireValid(dataset, project.Classes);
            return dataset;
        }
    }

    /// <summary>Adds the encoder's own score of images and texts to the default ensemble, if the same encoder computed
    /// the features and the descriptors. Otherwise returns the options unchanged.</summary>
    /// <param name="options">the options of a run on this data</param>
    internal RunOptions WithEncoder(RunOptions options)
    {
        if (Project is not { Encoder: { } encoder, Backbones: [var only] }
            || Path.GetFullPath(only) != Path.GetFullPath(encoder)
            || Dataset.Features.Columns != Dataset.Descriptors.Columns
            || options.Classifier is not EnsembleOptions ensemble
            || !ensemble.Members.SequenceEqual(new EnsembleOptions().Members))
            return options;
        var both = options with
        {
            Classifier = ensemble with { Members = [.. ensemble.Members, new ImageTextOptions()] },
        };
        return both.Validate() is [] ? both : options;
    }

    /// <summary>Lists the photographs, and reads the table and the descriptions in words.</summary>
    private static (ImageListing Listing, WordVectors? Words, FeatureMatrix? Descriptors) ReadAll(
        PhotoProject project, RunContext context, FeatureMatrix? given)
    {
        var listing = ImageListing.Open(project.Images);
        if (listing.Images.FirstOrDefault(image => string.IsNullOrWhiteSpace(image.Label)) is { } nameless)
            throw new UnseenDataException(project.Images,
                $"{nameless.Path} has no class. Put every photograph into a folder named after its class.");
        if (!File.Exists(project.Classes))
            throw new UnseenDataException(project.Folder,
                $"there is no {PhotoProject.ClassesName}. Add a table with a row for every class: its name, then its "
                    + "descriptor.");
        if (given is not null)
            return (listing, null, given);
        var texts = ImageDataset.ReadTextsToEmbed(project.Classes);
        if (project.Words is not null && project.Encoder is not null)
            throw UsageException.Together(PhotoOverrides.WordsName, PhotoOverrides.EncoderName);
        if (project.Words is not null && texts is null)
            throw new UsageException($"{PhotoOverrides.WordsName} is for classes without numbers, but "
                + $"{PhotoProject.ClassesName} has columns of numbers. Leave {PhotoOverrides.WordsName} out, or "
                + "remove these columns.");
        var words = project.Words is null ? null : WordVectors.Read(project.Words, texts!);
        return (listing, words, project.Encoder is null ? null : EncodedClasses.Create(project, context));
    }

    /// <inheritdoc/>
    public void Dispose() => Features.Dispose();
}
