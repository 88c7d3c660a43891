#:project ../../src/Unseen.Images/Unseen.Images.csproj
#:property RestorePackagesWithLockFile=false

// Prints the class of each photograph. The model is in RUN, a folder that `unseen train` wrote.
// As a file-based program: dotnet run recognise.cs RUN photo.jpg
// As a native program:     dotnet publish recognise.cs --output published
using Unseen.Images.Backbones;
using Unseen.Inference;

if (args is not [var run, _, ..])
{
    Console.Error.WriteLine("Usage: recognise RUN PHOTO...");
    return 2;
}

var model = UnseenModel.Load(run);
using var features = ImageFeatures.CreateFor(model, run);
foreach (var photo in args[1..])
{
    var best = model.Predict(features.Extract(await File.ReadAllBytesAsync(photo), photo));
    var note = best.IsUnseen ? ", never seen in training" : "";
    Console.WriteLine($"{photo}: {best.ClassName} ({best.Probability:P0}){note}");
}

return 0;
