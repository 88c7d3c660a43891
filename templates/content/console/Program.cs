using Unseen.Images.Classification;

if (args is not [var model, .. var photographs] || photographs.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -- RUN PHOTO... (RUN is the folder that unseen train wrote)");
    return 2;
}

using var classifier = ImageClassifier.Load(model);
foreach (var photograph in photographs)
{
    var best = await classifier.PredictAsync(photograph);
    Console.WriteLine($"{photograph}: {best.ClassName} ({best.Probability:P0}){(best.IsUnseen ? ", never seen in training" : "")}");
}

return 0;
