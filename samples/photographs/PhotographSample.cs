using Microsoft.AspNetCore.Builder;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Predictions;
using Unseen.Runs.Training;
using Unseen.Training;
using Unseen.Web;

namespace Unseen.Samples.Photographs;

/// <summary>Trains on a folder of photographs and creates a service, without the command line.</summary>
public static class PhotographSample
{
    /// <summary>Trains, adds a class, predicts the classes of a folder of photographs, and creates the
    /// service.</summary>
    /// <param name="project">a folder with images/, classes.csv and unseen.json, as <c>unseen init</c> creates
    /// it</param>
    /// <param name="photographs">a folder of photographs to predict</param>
    /// <param name="folder">the folder of the run; earlier results in it are replaced</param>
    /// <param name="output">receives messages and predictions</param>
    /// <returns>the service, not started; the caller disposes it</returns>
    public static WebApplication Run(string project, string photographs, string folder, TextWriter output)
    {
        // Train on the photographs of seen classes and the descriptions of all classes.
        var outcome = RunTraining.OnPhotographs(
            PhotoProject.Open(project),
            new TrainingRequest(new RunOptions(), new OutputPlace(folder, Overwrite: true)),
            new RunContext { Say = output.WriteLine, Warn = output.WriteLine });
        output.WriteLine($"H {outcome.Result.H.Mean:0.0}");

        // Add a class by its description, here the mean of the descriptions of the first two classes.
        var model = UnseenModel.Load(folder);
        var descriptors = model.Tensors["descriptors"];
        var width = descriptors.Shape[1];
        var values = descriptors.Values.Span;
        var mixture = new float[width];
        for (var i = 0; i < width; i++)
            mixture[i] = (values[i] + values[width + i]) / 2;
        model = model.WithClass("mixture", mixture);
        ModelFile.Save(model, folder, path: null);

        // Predict the classes of photographs.
        using (var features = ModelFile.OpenFeatures(model, folder))
            foreach (var image in ImagePrediction.PredictPhotographs(model, features, [photographs]))
                output.WriteLine(image.Problem is { } problem ? $"{image.Name}: {problem}"
                    : $"{image.Name}: {image.Classes[0].ClassName} ({image.Classes[0].Probability:P0})");

        return UnseenService.Create(new ServiceOptions
        {
            Models = [new ModelSource("photographs", folder)],
            Port = 0,
        });
    }
}
